import sys


def there():
    """What programs can import, in words. A private module is of use to its own package only."""
    modules = sorted(name for name in sys._glissade_modules if not name.startswith("_"))
    named = modules[:20] + ["others"] * (len(modules) > 20)
    return "".join(f", {name}" for name in named)


no_window = (
    "there is no screen to open a window on; a PNG or SVG file that the program writes into the folder out is shown"
)
no_terminal = "there is no terminal; print() writes to the output of the run, and input() reads its input"
no_processes = "programs start no processes here"
no_memory = "programs have no access to memory addresses"
no_install = (
    f"packages cannot be installed here; a program can import the standard library{there()} and the files beside it"
)
del sys._glissade_modules
# Names that people often import from packages.
known = """
aiohttp arrow attr attrs bs4 click colorama cv2 dateutil django ensurepip faker fastapi flask httpx
jinja2 lxml markdown matplotlib micropip more_itertools mpmath msgpack networkx nltk numpy openai pandas
PIL pip plotly prettytable psutil psycopg2 pydantic pyfiglet pygame pymongo pytest pytz redis regex
requests rich scipy seaborn selenium setuptools simpy skimage sklearn sqlalchemy statsmodels streamlit
sympy tabulate tensorflow termcolor torch tqdm venv yaml
""".split()
reasons = {
    **dict.fromkeys(known, no_install),
    "tkinter": no_window,
    "_tkinter": no_window,
    "turtle": no_window,
    "turtledemo": no_window,
    "idlelib": no_window,
    "js": "there is no browser, and programs have no network here",
    "antigravity": "there is no browser to open",
    "curses": no_terminal,
    "_curses": no_terminal,
    "readline": no_terminal,
    "ctypes": no_memory,
    "_ctypes": no_memory,
    "_multiprocessing": no_processes,
    "_posixsubprocess": no_processes,
    "pwd": "there is no database of users",
    "grp": "there is no database of groups",
    "resource": "the limits of a run are set from outside",
    "syslog": "there is no system log",
    "_interpreters": "there is one interpreter",
    "pydoc_data": "the topics of help() are left out",
}


class Missing:
    """The last to look for a module: says why it is missing, where there is a reason."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        reason = reasons.get(name)
        if reason is not None:
            raise ModuleNotFoundError(f"No module named {name!r}: {reason}", name=name) from None


Missing.__module__ = "importlib"
sys.meta_path.append(Missing)
