/**
 * The package `dbm`, which Pyodide leaves out and `shelve` needs: databases in SQLite, the default since Python 3.13, and in the two text and
 * data files of `dbm.dumb`. The layouts of the files are those of CPython, so that files made elsewhere can be read.
 */
const front = String.raw`"""Generic interface to all dbm clones."""

import importlib, os

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
`

const sqlite = String.raw`import os
import sqlite3
from collections.abc import MutableMapping
from contextlib import closing
from pathlib import Path


class error(OSError):
    pass


def _normalize_uri(path):
    uri = Path(path).absolute().as_uri()
    while "//" in uri:
        uri = uri.replace("//", "/")
    return uri


_access = {"r": "ro", "w": "rw", "c": "rwc", "n": "rwc"}


class _Database(MutableMapping):
    def __init__(self, path, /, *, flag, mode):
        if hasattr(self, "_cx"):
            raise error("sqlite3 database is already open")
        if flag not in _access:
            raise ValueError(f"Flag must be one of 'r', 'w', 'c', or 'n', not {flag!r}")
        file = os.fsdecode(path)
        if flag == "n":
            Path(file).unlink(missing_ok=True)
        if flag in "cn":
            try:
                os.close(os.open(file, os.O_CREAT | os.O_RDWR, mode))
            except OSError as cause:
                raise error(str(cause))
        try:
            self._cx = sqlite3.connect(f"{_normalize_uri(file)}?mode={_access[flag]}", autocommit=True, uri=True)
        except sqlite3.Error as cause:
            raise error(str(cause))
        if flag in "cn":
            self._execute("CREATE TABLE IF NOT EXISTS Dict (key BLOB UNIQUE NOT NULL, value BLOB NOT NULL)").close()

    def _execute(self, *args):
        if not self._cx:
            raise error("DBM object has already been closed")
        try:
            return self._cx.execute(*args)
        except sqlite3.Error as cause:
            raise error(str(cause))

    def _row(self, *args):
        with closing(self._execute(*args)) as cursor:
            return cursor.fetchone()

    def __len__(self):
        return self._row("SELECT COUNT(*) FROM Dict")[0]

    def __getitem__(self, key):
        row = self._row("SELECT value FROM Dict WHERE key = CAST(? AS BLOB)", (key,))
        if row is None:
            raise KeyError(key)
        return row[0]

    def __setitem__(self, key, value):
        self._execute("REPLACE INTO Dict (key, value) VALUES (CAST(? AS BLOB), CAST(? AS BLOB))", (key, value)).close()

    def __delitem__(self, key):
        with closing(self._execute("DELETE FROM Dict WHERE key = CAST(? AS BLOB)", (key,))) as cursor:
            if not cursor.rowcount:
                raise KeyError(key)

    def __iter__(self):
        try:
            with closing(self._execute("SELECT key FROM Dict")) as cursor:
                for row in cursor:
                    yield row[0]
        except sqlite3.Error as cause:
            raise error(str(cause))

    def close(self):
        if self._cx:
            self._cx.close()
            self._cx = None

    def keys(self):
        return list(super().keys())

    def reorganize(self):
        self._execute("VACUUM").close()

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def open(filename, /, flag="r", mode=0o666):
    """Open a database in an SQLite file: "r" to read, "w" to write, "c" to make it if need be, "n" to make it anew."""
    return _Database(filename, flag=flag, mode=mode)
`

const dumb = String.raw`"""A dumb and slow but simple dbm clone: values in one file, where they lie in another."""

import ast as _ast
import collections.abc
import errno as _errno
import io as _io
import os as _os

__all__ = ["error", "open"]
_block = 512
error = OSError


class _Database(collections.abc.MutableMapping):
    _os, _io = _os, _io

    def __init__(self, name, mode, flag="c"):
        self._mode = mode
        self._readonly = flag == "r"
        name = _os.fsencode(name)
        self._dirfile, self._datfile, self._bakfile = (name + ending for ending in (b".dir", b".dat", b".bak"))
        self._index = None
        self._modified = False
        if flag == "n":
            for file in (self._datfile, self._bakfile, self._dirfile):
                try:
                    _os.remove(file)
                except OSError:
                    pass
        if not _os.path.exists(self._datfile):
            if flag not in ("c", "n"):
                raise FileNotFoundError(_errno.ENOENT, _os.strerror(_errno.ENOENT), self._datfile)
            with self._open(self._datfile, "w"):
                self._permit(self._datfile)
        self._read(flag)

    def _open(self, file, mode):
        return _io.open(file, mode, encoding="Latin-1")

    def _permit(self, file):
        _os.chmod(file, self._mode)

    def _read(self, flag):
        self._index = {}
        try:
            with self._open(self._dirfile, "r") as file:
                for line in file:
                    key, place = _ast.literal_eval(line.rstrip())
                    self._index[key.encode("Latin-1")] = place
        except OSError:
            if flag not in ("c", "n"):
                raise
            with self._open(self._dirfile, "w"):
                self._permit(self._dirfile)

    def _commit(self):
        if self._index is None or not self._modified:
            return
        for step in (lambda: self._os.unlink(self._bakfile), lambda: self._os.rename(self._dirfile, self._bakfile)):
            try:
                step()
            except OSError:
                pass
        with self._io.open(self._dirfile, "w", encoding="Latin-1") as file:
            self._os.chmod(self._dirfile, self._mode)
            for key, place in self._index.items():
                file.write(f"{key.decode('Latin-1')!r}, {place!r}\n")
        self._modified = False

    sync = _commit

    def _check(self):
        if self._index is None:
            raise error("DBM object has already been closed")

    def _writable(self):
        if self._readonly:
            raise error("The database is opened for reading only")

    def __getitem__(self, key):
        self._check()
        place, size = self._index[key.encode("utf-8") if isinstance(key, str) else key]
        with _io.open(self._datfile, "rb") as file:
            file.seek(place)
            return file.read(size)

    def _store(self, key, value):
        old = self._index.get(key)
        with _io.open(self._datfile, "rb+") as file:
            # In its own blocks where it fits there, else in new ones at the end.
            if old is not None and -(-len(value) // _block) <= -(-old[1] // _block):
                place = old[0]
            else:
                file.seek(0, 2)
                end = file.tell()
                place = -(-end // _block) * _block
                file.write(b"\0" * (place - end))
            file.seek(place)
            file.write(value)
        self._index[key] = (place, len(value))
        if old is None:
            with self._open(self._dirfile, "a") as file:
                self._permit(self._dirfile)
                file.write(f"{key.decode('Latin-1')!r}, {self._index[key]!r}\n")

    def __setitem__(self, key, value):
        self._writable()
        if isinstance(key, str):
            key = key.encode("utf-8")
        elif not isinstance(key, (bytes, bytearray)):
            raise TypeError("keys must be bytes or strings")
        if isinstance(value, str):
            value = value.encode("utf-8")
        elif not isinstance(value, (bytes, bytearray)):
            raise TypeError("values must be bytes or strings")
        self._check()
        self._modified = True
        self._store(bytes(key), bytes(value))

    def __delitem__(self, key):
        self._writable()
        self._check()
        if isinstance(key, str):
            key = key.encode("utf-8")
        self._modified = True
        # The values stay where they are: their blocks are lost.
        del self._index[key]
        self._commit()

    def iterkeys(self):
        self._check()
        return iter(self._index)

    __iter__ = iterkeys

    def keys(self):
        self._check()
        return list(self._index)

    def items(self):
        self._check()
        return [(key, self[key]) for key in self._index]

    def __contains__(self, key):
        self._check()
        return (key.encode("utf-8") if isinstance(key, str) else key) in self._index

    def __len__(self):
        self._check()
        return len(self._index)

    def reorganize(self):
        self._writable()
        self._check()
        kept = {key: self[key] for key in self._index}
        with _io.open(self._datfile, "wb"):
            pass
        self._index.clear()
        self._modified = True
        for key, value in kept.items():
            self._store(key, value)
        self._commit()

    def close(self):
        try:
            self._commit()
        finally:
            self._index = self._datfile = self._dirfile = self._bakfile = None

    __del__ = close

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def open(file, flag="c", mode=0o666):
    """Open a database in the files of that name with .dat and .dir: "r", "w", "c" or "n"."""
    try:
        mask = _os.umask(0)
        _os.umask(mask)
    except AttributeError:
        mask = 0
    if flag not in ("r", "w", "c", "n"):
        raise ValueError("Flag must be one of 'r', 'w', 'c', or 'n'")
    return _Database(file, mode & ~mask, flag=flag)
`

/** File to text, within a folder that modules are looked for in. */
export const dbm: Readonly<Record<string, string>> = {
  "dbm/__init__.py": front,
  "dbm/sqlite3.py": sqlite,
  "dbm/dumb.py": dumb
}
