import { assert, layer } from "@effect/vitest"
import type { ExecutionStatus } from "@glissade/protocol/ExecutionResult"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "../Programs.ts"

interface Row {
  readonly name: string
  readonly code: string
  readonly status: ReadonlyArray<ExecutionStatus>
  readonly stdout?: string
  readonly stdin?: string
}

const rows: ReadonlyArray<Row> = [
  {
    name: "files in disorder",
    code: "import os; os.remove('main.py'); os.rename('/tmp', '/tmp2'); os.chmod('/home', 0); os.chdir('/'); os.close(1); os.close(0)",
    status: ["success", "error"]
  },
  {
    name: "writing over the standard library",
    code: "f = open('/lib/python314.zip', 'r+b'); f.write(b'junk'); f.flush()",
    status: ["error"]
  },
  {
    name: "modules after an attack on them",
    code: "import wave, xml.dom.minidom; print('ok')",
    status: ["success"],
    stdout: "ok\n"
  },
  { name: "ctypes", code: "import ctypes; ctypes.memset(1000, 65, 31 << 20)", status: ["error"] },
  {
    name: "ctypes, put back",
    code: "import sys; del sys.modules['_ctypes']\nimport ctypes\nctypes.string_at(0, 8)",
    status: ["error", "success"]
  },
  {
    name: "memory written over through ctypes that was put back",
    code: "import sys; del sys.modules['_ctypes']\nimport ctypes\nctypes.memset(1024, 65, 30 << 20)\nprint(1)",
    status: ["error", "timeout", "memory_limit"]
  },
  {
    name: "function pointers written over",
    code: "import sys; del sys.modules['_ctypes']\nimport ctypes, random\nfor i in range(20000): ctypes.c_uint32.from_address(random.randrange(4096, 30 << 20, 4)).value = random.randrange(9000)\nfor m in list(sys.modules.values()): str(m)",
    status: ["error", "timeout", "memory_limit", "success", "output_limit"]
  },
  {
    name: "a type's flags written over",
    code: "import sys; del sys.modules['_ctypes']\nimport ctypes\nctypes.c_long.from_address(id(type(None)) + 84).value = 0xdead\nclass A(type(None)): pass",
    status: ["error", "success"]
  },
  {
    name: "a bytecode of nonsense",
    code: "def f(): pass\nf.__code__ = f.__code__.replace(co_code=bytes(range(256)) * 4, co_stacksize=1)\nf()",
    status: ["error", "timeout", "memory_limit", "success", "output_limit"]
  },
  {
    name: "a marshalled code of nonsense",
    code: "import marshal\nexec(marshal.loads(b'c' + b'\\x00' * 200))",
    status: ["error"]
  },
  { name: "fork", code: "import os; os.fork()", status: ["error"] },
  { name: "exec", code: "import os; os.execv('/bin/sh', ['sh'])", status: ["error"] },
  { name: "kill of the parent", code: "import os; os.kill(1, 9)", status: ["error", "success"] },
  {
    name: "an alarm",
    code: "import signal, time\nsignal.alarm(1); time.sleep(0.05); print('ok')",
    status: ["success", "error"]
  },
  { name: "/proc and devices", code: "import os\nprint(open('/proc/self/environ').read())", status: ["error"] },
  { name: "a faulthandler", code: "import faulthandler; faulthandler._sigsegv()", status: ["error"] },
  { name: "a null pointer", code: "import faulthandler; faulthandler._read_null()", status: ["error", "success"] },
  { name: "an abort by C", code: "import faulthandler; faulthandler._fatal_error_c_thread()", status: ["error"] },
  { name: "standard input that is closed", code: "import os; os.close(0); input()", status: ["error"], stdin: "x" },
  { name: "surrogates", code: "print('\\ud800')", status: ["error"] },
  { name: "a NUL in output", code: "print('a\\0b')", status: ["success"], stdout: "a\0b\n" },
  { name: "an exception that is no exception", code: "raise 5", status: ["error"] },
  {
    name: "an exit of a class that lies",
    code: "class N(int):\n  def __index__(self): return 0\nraise SystemExit(N(3))",
    status: ["error"]
  },
  {
    name: "an exit whose text raises",
    code: "class N:\n  def __str__(self): raise ValueError\nraise SystemExit(N())",
    status: ["error"]
  },
  {
    name: "an exit in a finalizer",
    code: "class A:\n  def __del__(self): raise SystemExit(3)\na = A()",
    status: ["success"]
  },
  { name: "an atexit that exits", code: "import atexit, os\natexit.register(os._exit, 9)", status: ["error"] },
  {
    name: "a main module that is gone",
    code: "import sys; del sys.modules['__main__']; print('ok')",
    status: ["success"],
    stdout: "ok\n"
  },
  {
    name: "every module gone",
    code: "import sys; sys.modules.clear(); print('ok')",
    status: ["success"],
    stdout: "ok\n"
  },
  {
    name: "builtins gone",
    code: "import builtins\nfor n in list(vars(builtins)):\n  if n != 'delattr': vars(builtins).pop(n)",
    status: ["error", "success"]
  }
]

layer(EngineSandbox.layer({ engines: ["python"], interpreters: 2 }), { excludeTestServices: true, timeout: 60_000 })(
  "abuse of the Python engine ends as it should, and the next run is unharmed",
  (it) => {
    it.effect.each(rows)("$name", ({ code, status, stdin, stdout }) =>
      Effect.gen(function* () {
        const result = yield* run(code, { timeoutMs: 1_000, ...(stdin && { stdin }) })
        assert.include(status, result.status, `${result.stderr}`)
        if (stdout !== undefined) assert.strictEqual(result.stdout, stdout)
        assert.notInclude(`${result.stdout}${result.stderr}`, "sandbox")
        const next = yield* run("import json, os; print(json.dumps([1]), os.listdir('/tmp'))")
        assert.deepInclude(next, { status: "success", stdout: "[1] []\n" })
      })
    )
  }
)
