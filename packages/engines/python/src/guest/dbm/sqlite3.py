import os
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
