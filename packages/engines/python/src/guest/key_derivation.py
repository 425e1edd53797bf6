import hashlib
import hmac
import operator


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
