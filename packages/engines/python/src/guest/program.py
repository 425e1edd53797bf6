import atexit
import builtins
import gc
import json
import opcode
import os
import random
import sys
import threading
import types

MAIN, RAISE = "/home/user/main.py", opcode.opmap["RAISE_VARARGS"]
# Written in C: json.dumps does not outlive builtins that the program takes away.
loads, quote, exit_process = json.loads, json.encoder.c_encode_basestring_ascii, os._exit
show, advise = sys._glissade_show, sys._glissade_advise
del sys._glissade_show, sys._glissade_advise
given = 0


def prepare():
    """Makes the module __main__; answers (code, globals), or (exception,) when the source is no Python."""
    global given
    with open("/dev/shm/args", encoding="utf-8", errors="surrogatepass") as file:
        given, arguments = loads(file.read())
    sys.argv[:] = ["main.py", *arguments]
    sys.orig_argv[:] = ["python3", *sys.argv]
    random.seed()
    main = types.ModuleType("__main__")
    main.__builtins__ = builtins
    main.__file__ = MAIN
    main.__cached__ = None
    sys.modules["__main__"] = main
    global namespace
    namespace = main.__dict__
    with open(MAIN, "rb") as file:
        source = file.read()
    try:
        return compile(source, MAIN, "exec", dont_inherit=True), main.__dict__
    except BaseException as error:
        return (error.with_traceback(None),)


def utf16_column(text, characters):
    return len(text[:characters].encode("utf-16-le", "surrogatepass")) // 2 + 1


def source_line(number):
    # In bytes: the decoders of files are written in Python.
    with open(MAIN, "rb") as file:
        lines = file.read().replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    return lines[number - 1].decode("utf-8", "replace") if number <= len(lines) else ""


def place(error):
    """Line and column of an exception in the main file: of a syntax error its own, else of the innermost frame."""
    if isinstance(error, SyntaxError) and error.filename == MAIN and error.lineno:
        offset = (error.offset or 1) - 1
        return error.lineno, utf16_column(source_line(error.lineno), max(0, offset))
    found = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == MAIN:
            found = traceback
        traceback = traceback.tb_next
    if found is None:
        return None, None
    for index, position in enumerate(found.tb_frame.f_code.co_positions()):
        if index == found.tb_lasti // 2:
            if position[0] == found.tb_lineno and position[2] is not None:
                line = source_line(found.tb_lineno).encode()[: position[2]].decode("utf-8", "replace")
                return found.tb_lineno, utf16_column(line, len(line))
            break
    return found.tb_lineno, None


def is_exit(error):
    """By its real type, as CPython asks: a class may lie about itself."""
    return issubclass(type(error), SystemExit)


def is_raised(error):
    """Whether a raise statement made it; else the interpreter did."""
    innermost = error.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    return innermost is not None and innermost.tb_frame.f_code.co_code[innermost.tb_lasti] == RAISE


def describe(error):
    """What the program died of, as JSON; null when it was an exit."""
    if is_exit(error):
        return "null"
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)
    except BaseException:
        message = "<exception str() failed>"
    try:
        line, column = place(error)
    except BaseException:
        line = column = None
    kind = type(error)
    no_space = issubclass(kind, MemoryError) or issubclass(kind, OSError) and error.errno == 51
    numbers = f'"line": {line or "null"}, "column": {column or "null"}'
    flags = f'"memory": {no_space:d}, "raised": {no_space and is_raised(error):d}'
    return f'{{"type": {quote(kind.__qualname__[:200])}, "message": {quote(message[:1000])}, {numbers}, {flags}}}'


def flush(stream):
    try:
        if stream is not None and not stream.closed:
            stream.flush()
        return True
    except BaseException:
        return False


def exit_status(error):
    """Handles SystemExit as CPython's main program does."""
    code = error.code
    if code is None:
        return 0
    if isinstance(code, int):
        return int(code) & 255 if -(1 << 63) <= code < 1 << 63 else 255
    flush(sys.stdout)
    try:
        sys.stderr.write(str(code) + "\n")
    except BaseException:
        pass
    return 1


def print_trace(error):
    """Prints an exception as Python does, with a line of advice where this place is the reason, and its trace folded where it is long."""
    try:
        advice = advise(error, given)
        if advice is not None:
            error.add_note(advice)
    except BaseException:
        pass
    try:
        if show(error):
            return
    except BaseException:
        pass
    sys.__excepthook__(type(error), error, error.__traceback__)


def report(error):
    """Prints an uncaught exception; answers the exit status."""
    if is_exit(error):
        return exit_status(error)
    flush(sys.stdout)
    hook = getattr(sys, "excepthook", None)
    kind, traceback = type(error), error.__traceback__
    sys.last_exc, sys.last_type, sys.last_value, sys.last_traceback = error, kind, error, traceback
    if hook is None or hook is sys.__excepthook__:
        print_trace(error)
    else:
        try:
            hook(kind, error, traceback)
        except SystemExit as exit:
            return exit_status(exit)
        except BaseException as failure:
            failure.__traceback__ = failure.__traceback__.tb_next
            failure.__context__ = None
            sys.stderr.write("Error in sys.excepthook:\n")
            sys.__excepthook__(type(failure), failure, failure.__traceback__)
            sys.stderr.write("\nOriginal exception was:\n")
            sys.__excepthook__(kind, error, traceback)
    return 130 if issubclass(kind, KeyboardInterrupt) else 1


namespace = {}
status = 0
flushed = True


def flush_both():
    global flushed
    flushed = flush(sys.stdout) and flushed
    flush(sys.stderr)


def finish(error):
    """What comes after the program's last line; answers the names to be let go then, in CPython's order."""
    global status
    try:
        if error is not None:
            status = report(error)
        error = None
        threading._shutdown()
        atexit._run_exitfuncs()
    except BaseException as failure:
        try:
            failure.__traceback__ = failure.__traceback__.tb_next
            sys.__excepthook__(type(failure), failure, failure.__traceback__)
        except BaseException:
            pass
    flush_both()
    sys.last_exc = sys.last_value = sys.last_traceback = None
    names = [name for name in namespace if type(name) is str and name != "__builtins__"]
    private = [name for name in names if name[:1] == "_" and name[1:2] != "_"]
    return (*private, *(name for name in names if name not in private))


def leave():
    """Ends the run with its exit status; 120 when the output could not be written, as in CPython."""
    flush_both()
    exit_process(status if flushed or status else 120)


sys._glissade = (prepare, describe, finish, leave)
gc.collect()
gc.freeze()
