"""Generic interface to all dbm clones."""

import importlib
import os

__all__ = ["open", "whichdb", "error"]


class _Error(Exception):
    pass


_Error.__name__ = _Error.__qualname__ = "error"
error = (_Error, OSError)
_names = ["dbm.sqlite3", "dbm.gnu", "dbm.ndbm", "dbm.dumb"]
_modules = {}
_defaultmod = None


def _load(name):
    if name not in _modules:
        _modules[name] = importlib.import_module(name)
    return _modules[name]


def _default():
    global _defaultmod
    for name in _names:
        if _defaultmod is None:
            try:
                _defaultmod = _load(name)
            except ImportError:
                pass
    if _defaultmod is None:
        raise ImportError(f"no dbm clone found; tried {_names}")
    return _defaultmod


def open(file, flag="r", mode=0o666):
    """Open or create a database; its kind is that of the file, or dbm.sqlite3 for a new one."""
    kind = None if "n" in flag else whichdb(file)
    if kind is None:
        if "c" not in flag and "n" not in flag:
            raise error[0](f"db file doesn't exist; use 'c' or 'n' flag to create a new db: {file!r}")
        return _default().open(file, flag, mode)
    if kind == "":
        raise error[0]("db type could not be determined")
    try:
        module = _load(kind)
    except ImportError:
        raise error[0](f"db type is {kind}, but the module is not available") from None
    return module.open(file, flag, mode)


def _begin(file, size):
    try:
        with importlib.import_module("io").open(file, "rb") as opened:
            return opened.read(size)
    except OSError:
        return None


def whichdb(filename):
    """Guess which module can open a database: its name, "" for none of them, None where there is nothing to be read."""
    name = os.fsencode(filename)
    if os.path.exists(name + b".pag") and os.path.exists(name + b".dir"):
        return "dbm.ndbm"
    if os.path.exists(name + b".dat") and os.path.exists(name + b".dir"):
        if os.path.getsize(name + b".dir") == 0 or _begin(name + b".dir", 1) in (b"'", b'"'):
            return "dbm.dumb"
    start = _begin(name, 16)
    if start is None:
        return None
    if start == b"SQLite format 3\0":
        return "dbm.sqlite3"
    if start[:4] in (b"\xce\x9a\x57\x13", b"\x13\x57\x9a\xce", b"\xcd\x9a\x57\x13", b"\xcf\x9a\x57\x13"):
        return "dbm.gnu"
    return ""


if __name__ == "__main__":
    import sys

    for name in sys.argv[1:]:
        print(whichdb(name) or "UNKNOWN", name)
