/** Runs once after the lockdown. Since Python 3.12 PBKDF2 comes from OpenSSL alone, which Pyodide is built without. */
export const keyDerivation = String.raw`
import hashlib, hmac, operator

def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (RFC 8018, section 5.2) with HMAC as its function."""
    if not isinstance(hash_name, str):
        raise TypeError(f"a string is required, not {type(hash_name).__name__!r}")
    password, salt = bytes(memoryview(password)), bytes(memoryview(salt))
    iterations = operator.index(iterations)
    outer = hashlib.new(hash_name)
    inner = outer.copy()
    size = outer.digest_size
    length = size if dklen is None else operator.index(dklen)
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if length < 1:
        raise ValueError("key length must be greater than 0.")
    if len(password) > outer.block_size:
        password = hashlib.new(hash_name, password).digest()
    password = password.ljust(outer.block_size, b"\0")
    inner.update(password.translate(hmac.trans_36))
    outer.update(password.translate(hmac.trans_5C))

    def keyed(message):
        digest = inner.copy()
        digest.update(message)
        result = outer.copy()
        result.update(digest.digest())
        return result.digest()

    key = b""
    for block in range(1, -(-length // size) + 1):
        step = keyed(salt + block.to_bytes(4, "big"))
        total = int.from_bytes(step, "big")
        for _ in range(iterations - 1):
            step = keyed(step)
            total ^= int.from_bytes(step, "big")
        key += total.to_bytes(size, "big")
    return key[:length]

pbkdf2_hmac.__module__ = "hashlib"
hashlib.pbkdf2_hmac = pbkdf2_hmac
hashlib.__all__ += ("pbkdf2_hmac",)

def __getattr__(name):
    reason = ": it comes from OpenSSL, which this build is without; pbkdf2_hmac is there" if name == "scrypt" else ""
    raise AttributeError(f"module 'hashlib' has no attribute {name!r}{reason}")

hashlib.__getattr__ = __getattr__
`

/** Runs once after the lockdown: modules that cannot be had here, and why, for the person who imports them. */
export const missingModules = String.raw`
import sys

no_window = "there is no screen to open a window on"
no_terminal = "there is no terminal"
no_memory = "programs have no access to memory addresses"
no_install = "packages cannot be installed here; a program can import the standard library and the files beside it"
reasons = {
    "tkinter": no_window, "_tkinter": no_window, "turtle": no_window, "turtledemo": no_window, "idlelib": no_window,
    "antigravity": "there is no browser to open",
    "curses": no_terminal, "_curses": no_terminal, "readline": no_terminal,
    "ctypes": no_memory, "_ctypes": no_memory,
    "ensurepip": no_install, "pip": no_install, "venv": no_install, "setuptools": no_install, "micropip": no_install,
    "numpy": no_install, "pandas": no_install, "matplotlib": no_install, "scipy": no_install, "requests": no_install,
    "pytest": no_install, "sklearn": no_install, "PIL": no_install, "pygame": no_install, "sympy": no_install,
    "bs4": no_install, "yaml": no_install, "flask": no_install, "django": no_install, "attrs": no_install,
    "pwd": "there is no database of users", "grp": "there is no database of groups",
    "resource": "the limits of a run are set from outside", "syslog": "there is no system log",
    "_interpreters": "there is one interpreter", "pydoc_data": "the topics of help() are left out",
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
`
