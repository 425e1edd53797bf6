import importlib.machinery
import sys
import types

# As this build has them: addresses have 32 bits.
sizes = {
    **dict.fromkeys(("c_bool", "c_byte", "c_char", "c_int8", "c_ubyte", "c_uint8"), 1),
    **dict.fromkeys(("c_int16", "c_short", "c_uint16", "c_ushort"), 2),
    **dict.fromkeys(("c_float", "c_int", "c_int32", "c_long", "c_size_t", "c_ssize_t", "c_uint", "c_uint32"), 4),
    **dict.fromkeys(("c_char_p", "c_ulong", "c_void_p", "c_wchar", "c_wchar_p"), 4),
    **dict.fromkeys(("c_double", "c_int64", "c_longlong", "c_uint64", "c_ulonglong"), 8),
    "c_longdouble": 16,
}
packages = "/lib/python3.14/site-packages/"


def sizeof(kind):
    size = sizes.get(getattr(kind, "__name__", None))
    if size is None:
        raise TypeError("this type has no size")
    return size


def absent(name):
    raise AttributeError(f"module 'ctypes' has no attribute {name!r}: programs have no access to memory addresses")


class TypeSizes:
    """Packages that ask how large the types of C are get the module ctypes with nothing else; programs get none."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name != "ctypes":
            return None
        frame = sys._getframe(1)
        while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
            frame = frame.f_back
        if frame is None or not frame.f_code.co_filename.startswith(packages):
            return None
        return importlib.machinery.ModuleSpec(name, TypeSizes)

    @staticmethod
    def create_module(spec):
        return types.ModuleType(spec.name)

    @staticmethod
    def exec_module(module):
        kinds = {name: type(name, (), {"__module__": "ctypes"}) for name in sizes}
        module.__dict__.update(kinds, sizeof=sizeof, __getattr__=absent)


TypeSizes.__module__ = "importlib"
sys.meta_path.append(TypeSizes)
