import sys

no_window = (
    "there is no screen to open a window on; a PNG or SVG file that the program writes into the folder out is shown"
)
no_terminal = "there is no terminal; print() writes to the output of the run, and input() reads its input"
no_processes = "programs start no processes here"
no_memory = "programs have no access to memory addresses"
no_install = "packages cannot be installed here; a program can import the standard library and the files beside it"
reasons = {
    "tkinter": no_window,
    "_tkinter": no_window,
    "turtle": no_window,
    "turtledemo": no_window,
    "idlelib": no_window,
    "antigravity": "there is no browser to open",
    "curses": no_terminal,
    "_curses": no_terminal,
    "readline": no_terminal,
    "ctypes": no_memory,
    "_ctypes": no_memory,
    "ensurepip": no_install,
    "pip": no_install,
    "venv": no_install,
    "setuptools": no_install,
    "micropip": no_install,
    "numpy": no_install,
    "pandas": no_install,
    "matplotlib": no_install,
    "scipy": no_install,
    "requests": no_install,
    "pytest": no_install,
    "sklearn": no_install,
    "PIL": no_install,
    "pygame": no_install,
    "sympy": no_install,
    "bs4": no_install,
    "yaml": no_install,
    "flask": no_install,
    "django": no_install,
    "attrs": no_install,
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
