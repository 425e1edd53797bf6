import { anyEnd, broken, failure, js, prints, py } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

/** Ends of a program that reaches for the bridge: it fails in Python's words, or the interpreter is lost; never a success with a value. */
const refused = { status: "error" } as const
const coreBack = `import sys; del sys.modules["_pyodide_core"]; import _pyodide_core as c\n`
const addressesBack = "import sys; del sys.modules['_ctypes']\n"
/** Making `ctypes` ready asks JavaScript for a callback, which ends the program before it has an address. */
const lost = { status: "error", exitCode: null, stdout: "", error: "SystemError" } as const
const noModule = failure(/ModuleNotFoundError|ImportError/)

export const bridge: ReadonlyArray<Case> = [
  py("import js", "import js", noModule),
  py("run_js", "from pyodide.code import run_js", noModule),
  py("the core by name", "import _pyodide_core; print(dir(_pyodide_core))", noModule),
  py("the core, put back", `${coreBack}print('core', type(c).__name__)`, {
    status: ["success", "error"],
    stdout: /^(core module\n)?$/
  }),
  py(
    "every function of the core",
    `${coreBack}for n in dir(c):\n  try: print(n, getattr(c,n)()) if callable(getattr(c,n)) else 0\n  except Exception as e: pass`,
    { status: ["error", "success"] }
  ),
  py(
    "built-in modules, put back",
    `import sys; del sys.modules["pyodide"]; import pyodide.code; pyodide.code.run_js("globalThis.SECRET")`,
    failure(/KeyError|ModuleNotFoundError/)
  ),
  py(
    "proxies among tracked objects",
    `import gc\nprint([type(o).__name__ for o in gc.get_objects() if "Js" in type(o).__name__])`,
    prints("[]\n")
  ),
  py(
    "proxies among frozen objects",
    `import gc\ngc.unfreeze()\nprint([o for o in gc.get_objects() if type(o).__name__ in ("JsProxy","JsDoubleProxy","JsBuffer","JsMethod")])`,
    prints("[]\n")
  ),
  py(
    "classes below object",
    `print([c for c in object.__subclasses__() if "pyodide" in c.__module__.lower() and "Js" in c.__name__])`,
    { stdout: /^\[.*\]\n$/ }
  ),
  py(
    "classes of proxies, made anew",
    `def al(c):\n  yield c\n  try:\n    for s in type.__subclasses__(c): yield from al(s)\n  except Exception: pass\njs=[c for c in set(al(object)) if "Js" in c.__name__]\nfor c in js:\n  for make in (lambda: c(), lambda: c.new(), lambda: object.__new__(c), lambda: c.__new__(c)):\n    try: o=make(); print(repr(o)[:0], end='')\n    except Exception: pass\nprint('ok')`,
    { status: ["success", "error"], stdout: /^(ok\n)?$/ }
  ),
  py("ctypes", "import ctypes; ctypes.CDLL(None)", noModule),
  py("a callback of ctypes", "import ctypes; ctypes.CFUNCTYPE(ctypes.c_int)(lambda:1)()", noModule),
  py("ctypes.memset", "import ctypes; ctypes.memset(1000,65,31<<20)", noModule),
  py("Py_Exit", "import ctypes; ctypes.pythonapi.Py_Exit(9)", noModule),
  py("the none object", "import ctypes; ctypes.c_long.from_address(id(None)+4).value=0xdead", noModule),
  py("memory addresses, put back", `${addressesBack}import _ctypes\nprint("addresses")`, lost),
  py(
    "memory addresses and their package, put back",
    `${addressesBack}import zipimport\nzipimport._zip_directory_cache.clear()\nsys.path_importer_cache.clear()\nimport ctypes\nprint("addresses")`,
    lost
  ),
  py(
    "memory addresses by another loader",
    `${addressesBack}import importlib.machinery as m, importlib.util as u\nspec=m.BuiltinImporter.find_spec("_ctypes")\nm.BuiltinImporter.exec_module(u.module_from_spec(spec))\nprint("addresses")`,
    lost
  ),
  py(
    "frames below",
    "import sys\nf=sys._getframe()\nwhile f.f_back: f=f.f_back\nprint(f.f_code.co_filename, list(f.f_globals)[:1])",
    { stdout: /^\/home\/user\/main\.py/ }
  ),
  py(
    "objects that refer to the harness",
    "import gc\nfound=[o for o in gc.get_objects() if callable(o) and getattr(o,'__module__',None)=='<sandbox>']\nprint(found)",
    prints("[]\n")
  ),
  py(
    "a cell of a closure",
    "import asyncio, types\nfor v in vars(asyncio).values():\n  for c in getattr(v,'__closure__',None) or (): str(c.cell_contents)\nprint('ok')",
    prints("ok\n")
  ),
  py(
    "an event loop that would call JavaScript",
    "import asyncio\nprint(type(asyncio.new_event_loop()).__module__)",
    prints("asyncio\n")
  ),
  py("a subinterpreter", "import _interpreters; i=_interpreters.create(); _interpreters.exec(i, 'import js')", {
    status: ["error", "success"]
  }),
  py(
    "a library loaded",
    "import _imp, importlib.machinery as m\n_imp.create_dynamic(m.ModuleSpec('x', None, origin='/lib/x.so'))",
    refused
  ),
  py(
    "finders put back",
    "import sys, importlib.machinery as m\nsys.meta_path.append(m.BuiltinImporter)\nimport pyodide_js",
    noModule
  ),
  js(
    "a constructor of a host function",
    `console.log(console.log.constructor("return typeof process.binding")())`,
    prints("undefined\n")
  ),
  js("an import of a host module", `import net from "node:net"`, failure("Error")),
  js("a dynamic one", `await import("vm")`, failure("Error")),
  js(
    "a module of Node's, which is a program of the guest",
    `const m = await import("fs"); console.log(m.default.writeFileSync.constructor("return typeof process.binding + typeof process.dlopen")())`,
    prints("undefinedundefined\n")
  ),
  js("WebAssembly", "console.log(typeof WebAssembly)", prints("undefined\n")),
  js("std and os of QuickJS", `console.log(typeof std, typeof os, typeof bjson); await import("std")`, {
    status: "error",
    stdout: "undefined undefined undefined\n"
  }),
  js(
    "host functions by name",
    `console.log(Object.getOwnPropertyNames(globalThis).filter((n) => /glissade|qjs|host/.test(n)))`,
    prints("[]\n")
  ),
  js(
    "a host error's constructor",
    `try { await import("node:net") } catch (e) { console.log(e.constructor === Error, e.constructor.constructor("return typeof process.dlopen")()) }`,
    prints("true undefined\n")
  ),
  js("prepareStackTrace", `Error.prepareStackTrace=(e,s)=>s; const s=new Error().stack; console.log(typeof s)`, {
    status: ["success", "error"]
  }),
  js(
    "arguments.callee.caller",
    `function f(){ return f.caller } try { console.log(f()) } catch (e) { console.log(e.name) }`,
    { stdout: /TypeError|null|undefined/ }
  ),
  js("a bytecode", `console.log(typeof ArrayBuffer.prototype.transfer, typeof globalThis.eval)`, {
    stdout: /function\n$/
  }),
  js(
    "a shared array beyond its end",
    `const v=new DataView(new ArrayBuffer(8)); try { v.setUint32(1e9,1) } catch (e) { console.log(e.name) }`,
    prints("RangeError\n")
  )
]

const corrupt = { status: anyEnd } as const

export const corruption: ReadonlyArray<Case> = [
  py(
    "bytecode of nonsense",
    "def f(): pass\nf.__code__ = f.__code__.replace(co_code=bytes(range(256)) * 4, co_stacksize=1)\nf()",
    corrupt
  ),
  py(
    "bytecode that reads beyond its constants",
    "def f(): return 1\nimport opcode\nc=bytes([opcode.opmap['EXTENDED_ARG'],255,opcode.opmap['LOAD_CONST'],255,opcode.opmap['RETURN_VALUE'],0])\nf.__code__=f.__code__.replace(co_code=c)\nprint(f())",
    corrupt
  ),
  py("marshalled nonsense", "import marshal\nexec(marshal.loads(b'c' + b'\\x00' * 200))", { status: "error" }),
  py("a null pointer", "import faulthandler; faulthandler._read_null()", { status: ["error", "success"] }),
  py("a fatal error in C", "import faulthandler; faulthandler._fatal_error_c_thread()", broken),
  py("a stack overflow in C", "import faulthandler; faulthandler._stack_overflow()", {
    status: ["error", "timeout", "memory_limit"]
  }),
  py("internals of the test kit", "import _testcapi", failure(/ModuleNotFoundError|ImportError/)),
  js(
    "typed arrays at every offset",
    `const b=new ArrayBuffer(16); for(const o of [-1,17,2**31,2**53]) try { new Uint8Array(b,o) } catch (e) { if (e.name!=="RangeError") console.log(e.name) } console.log("ok")`,
    prints("ok\n")
  ),
  js(
    "a detached buffer",
    `const b=new ArrayBuffer(8), v=new Uint8Array(b); if (b.transfer) b.transfer(); else structuredClone(b,{transfer:[b]}); v[0]=1; console.log(v.length, v[0])`,
    prints("0 undefined\n")
  ),
  js(
    "a buffer resized while it is sorted",
    `const b=new ArrayBuffer(64,{maxByteLength:128}); const v=new Uint8Array(b); v.sort(()=>{ b.resize(0); return 1 }); console.log(v.length)`,
    prints("0\n")
  ),
  js(
    "a species that lies",
    `class A extends Array { static get [Symbol.species]() { return function () { return { length: 0 } } } } try { new A(1,2,3).map((x) => x) } catch {} console.log("ok")`,
    prints("ok\n")
  ),
  js(
    "an array's length changed while it is used",
    `const a=[1,2,3,{valueOf(){a.length=0; return 1}}]; a.indexOf(9); [].concat(a).join(); a.splice(0,{valueOf(){a.length=1e6;return 1}}); console.log("ok")`,
    prints("ok\n")
  ),
  js(
    "a regular expression's lastIndex",
    `const r=/a/y; r.lastIndex={valueOf(){return 2**53}}; console.log(r.test("a"))`,
    prints("false\n")
  )
]
