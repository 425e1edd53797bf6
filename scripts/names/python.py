# Prints the names of Python's standard library as JSON: built in, keywords, modules, and what well-known modules and types have.
import builtins, importlib, json, keyword, sys

known = """abc argparse array ast asyncio base64 bisect calendar cmath codecs collections collections.abc colorsys contextlib copy csv
dataclasses datetime decimal difflib enum errno fnmatch fractions functools gc glob hashlib heapq html inspect io ipaddress itertools json
logging math numbers operator os os.path pathlib pickle platform pprint queue random re secrets shlex shutil statistics string struct
sys tempfile textwrap time timeit traceback types typing unicodedata unittest urllib.parse uuid warnings weakref zlib zoneinfo""".split()


def public(of):
    return [name for name in dir(of) if not name.startswith("_")]


def importable(name):
    try:
        importlib.import_module(name)
        return True
    except BaseException:
        return False


skipped = {"antigravity", "this", "idlelib", "turtledemo", "lib2to3"}
modules = [name for name in sorted(sys.stdlib_module_names) if not name.startswith("_") and name not in skipped]
members = {}
for name in known:
    if importable(name):
        module = importlib.import_module(name)
        members[name] = sorted(getattr(module, "__all__", None) or public(module))

methods = set()
for kind in (str, bytes, list, dict, set, tuple, int, float, type(open("/dev/null"))):
    methods.update(public(kind))

print(
    json.dumps(
        {
            "names": sorted(set(keyword.kwlist + keyword.softkwlist + public(builtins)) - {"_"}),
            "modules": [name for name in modules if importable(name)],
            "members": members,
            "methods": sorted(methods),
        }
    )
)
