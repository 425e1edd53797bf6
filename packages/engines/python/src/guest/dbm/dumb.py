"""A dumb and slow but simple dbm clone: values in one file, where they lie in another."""

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
