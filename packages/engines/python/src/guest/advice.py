import errno
import getpass
import os
import socket
import sys
import time
import urllib.error

no_network = "Programs have no network here."
no_processes = "Programs start no processes here."
no_function = "Programs start no processes here, and map no memory."
no_threads = "Programs have one thread here: call the function itself, or run several in turn with asyncio."
# What the C library of the build says of processes.
unsupported = 138


def of_input(given):
    if given is None:
        return "The input was ended, and the program asks for another line."
    if given:
        return "The program's standard input has no more lines: write all that it reads into Input, below the program on the page, or into stdin of the request."
    return "The program's standard input was empty: write what it reads into Input, below the program on the page, or into stdin of the request."


def advise(error, given):
    """What to do about an error that comes of this place and not of the program; None for any other. `given` is the size of the input, None where it is typed."""
    kind, text = type(error), str(error)
    if kind is EOFError and text == "EOF when reading a line":
        return of_input(given)
    if kind is RuntimeError and text == "can't start new thread":
        return no_threads
    if issubclass(kind, (socket.gaierror, urllib.error.URLError)) and not issubclass(kind, urllib.error.HTTPError):
        return no_network
    if issubclass(kind, OSError):
        if error.errno == unsupported:
            return no_processes
        if error.errno == errno.ENOSYS and error.filename is None:
            return no_function
        # No file of the program's refuses itself without its name.
        return no_network if error.errno == errno.EACCES and error.filename is None else None
    return None


def system(command):
    os.fsencode(command)
    sys.stderr.write("sh: programs start no processes here\n")
    return 127 << 8


def read_password(prompt="Password: ", stream=None, *, echo_char=None):
    out = sys.stderr if stream is None else stream
    out.write(prompt)
    out.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.removesuffix("\n")


def __getattr__(name):
    reason = ": local time is UTC here, and zoneinfo.ZoneInfo converts to other zones" if name == "tzset" else ""
    raise AttributeError(f"module 'time' has no attribute {name!r}{reason}")


read_password.__name__ = read_password.__qualname__ = "getpass"
time.__getattr__ = __getattr__
for module, function in ((os, system), (getpass, read_password)):
    function.__module__ = module.__name__
    setattr(module, function.__name__, function)
sys._glissade_advise = advise
