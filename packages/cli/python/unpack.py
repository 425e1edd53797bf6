"""Unpacks wheels as an installer does, and compiles their modules. Runs in the interpreter that will import them."""

import json
import os
import py_compile
import zipfile

# Where programs find the packages, and so what their tracebacks say.
HOME = "/lib/python3.14/site-packages"
SITE = "/site"


def target(name):
    """Where a file of a wheel goes; None for those that programs do not import: commands, headers, manuals."""
    first, _, rest = name.partition("/")
    if not first.endswith(".data"):
        return name
    kind, _, inside = rest.partition("/")
    return inside if kind in ("purelib", "platlib") and inside else None


def is_plain(name):
    return name and not name.startswith("/") and "\\" not in name and ".." not in name.split("/")


def unpack(path, room):
    """Answers the names of the files; `room` is how many bytes are left for this one and those after it."""
    names = []
    with zipfile.ZipFile(path) as wheel:
        for entry in wheel.infolist():
            name = target(entry.filename)
            if entry.is_dir() or name is None:
                continue
            if not is_plain(name):
                raise ValueError(f"{os.path.basename(path)} has a file outside of its folder: {entry.filename}")
            room[0] -= entry.file_size
            if room[0] < 0:
                raise ValueError(f"{os.path.basename(path)} and those before it are too large: add fewer")
            file = f"{SITE}/{name}"
            os.makedirs(os.path.dirname(file), exist_ok=True)
            with open(file, "wb") as to:
                to.write(wheel.read(entry))
            names.append(name)
    return names


def compile_module(name):
    folder, _, file = name.rpartition("/")
    cache = f"{folder}/__pycache__/" if folder else "__pycache__/"
    compiled = f"{cache}{file[:-3]}.cpython-314.pyc"
    # Unchecked: these files never change, and a look at the source costs each import.
    mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
    try:
        py_compile.compile(
            f"{SITE}/{name}", f"{SITE}/{compiled}", f"{HOME}/{name}", doraise=True, invalidation_mode=mode
        )
    except py_compile.PyCompileError, ValueError, RecursionError:
        # Templates and tests of other versions of Python; the import says what is wrong, if there ever is one.
        pass


def modules(names):
    """What programs can import of these files."""
    found = set()
    for name in names:
        first, _, rest = name.partition("/")
        if rest:
            if rest == "__init__.py" and first.isidentifier():
                found.add(first)
        elif name.endswith((".py", ".so")):
            found.add(name.partition(".")[0])
    return sorted(found)


def unpack_all(wheels, most):
    """Answers, as JSON, for each wheel its modules, and whether it has compiled ones."""
    told = []
    room = [most]
    for path in wheels:
        names = unpack(path, room)
        for name in names:
            if name.endswith(".py"):
                compile_module(name)
        told.append({"imports": modules(names), "native": any(name.endswith(".so") for name in names)})
    return json.dumps(told)
