import io
import os
import sys
import time
import zipimport

# Pyodide's own would go through its event loop, and show in tracebacks.
time.sleep = time.sleep.__globals__["_orig_sleep"]

bridge = ("js", "pyodide_js", "pyodide", "_pyodide", "_pyodide_core", "micropip", "pyodide_kernel")
sys.meta_path[:] = [finder for finder in sys.meta_path if type(finder).__module__.split(".")[0] not in bridge]
for name in list(sys.modules):
    if name.split(".")[0] in bridge:
        del sys.modules[name]

# What the archive of the standard library has of the bridge, and of memory addresses, is not found there any more.
archive = zipimport._zip_directory_cache["/lib/python314.zip"]
for path in list(archive):
    if path.split("/")[0] in (*bridge, "ctypes"):
        del archive[path]
# Built in, and so not to be hidden in any other way.
for name in sys.builtin_module_names:
    if name in ("_ctypes", "_pyodide_core", "xxsubtype") or name.startswith(("_test", "_xxtest")):
        sys.modules[name] = None
sys.modules.pop("ctypes", None)
sys.breakpointhook = sys.__breakpointhook__
sys.excepthook = sys.__excepthook__
sys.displayhook = sys.__displayhook__
sys.executable = "/usr/bin/python3"
sys.path[:] = ["/home/user"] + [entry for entry in sys.path if entry and entry != "/home/user"]
for entry in ("/home/user", "/home/pyodide"):
    sys.path_importer_cache.pop(entry, None)
for name in list(os.environ):
    del os.environ[name]
os.environ.update({"HOME": "/home/user", "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin", "USER": "user"})


def stream(fd, mode, name, errors, **options):
    raw = io.FileIO(fd, mode, closefd=False)
    raw.name = name
    buffered = io.BufferedReader(raw) if mode == "r" else io.BufferedWriter(raw)
    text = io.TextIOWrapper(buffered, encoding="utf-8", errors=errors, newline=None if mode == "r" else "\n", **options)
    text.mode = mode
    return text


sys.stdin = sys.__stdin__ = stream(0, "r", "<stdin>", "strict")
sys.stdout = sys.__stdout__ = stream(1, "w", "<stdout>", "strict", line_buffering=True)
sys.stderr = sys.__stderr__ = stream(2, "w", "<stderr>", "backslashreplace", line_buffering=True, write_through=True)
