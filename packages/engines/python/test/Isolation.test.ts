import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { run } from "@glissade/test-kit/Programs"

/** Answers what a fresh interpreter answers, to the letter; run after each hostile program. */
const canary = `
import builtins, json, os, random, sys, threading
def tree(path):
    return sorted(entry.path for entry in os.scandir(path)) if os.path.isdir(path) else None
print(json.dumps({
    "globals": sorted(globals()), "builtins": len(dir(builtins)), "modules": len(sys.modules), "path": sys.path,
    "environment": dict(os.environ), "files": [tree(p) for p in ("/", "/tmp", "/home", "/home/user", "/lib", "/dev")],
    "cwd": os.getcwd(), "limit": sys.getrecursionlimit(), "threads": threading.active_count(), "pi": __import__("math").pi,
    "descriptors": [fd for fd in range(20) if not __import__("errno") or os.path.exists(f"/dev/fd/{fd}")],
    "len": len("abc"), "join": os.path.join("a", "b")
}, sort_keys=True))
sys.stderr.write("e\\n")
`

const words = (text: string | null): Array<string> => (text ?? "").trim().split(" ")

const hostile: ReadonlyArray<{ readonly name: string; readonly code: string }> = [
  { name: "global names", code: "secret = 1\n__builtins__.secret = 2\nimport builtins; builtins.len = lambda x: 0" },
  {
    name: "patched modules",
    code: "import json, math, os, sys\njson.dumps = lambda *a, **k: 'forged'\nmath.pi = 3\nos.path.join = None\nsys.modules['json'] = None"
  },
  {
    name: "files and folders",
    code: "import os\nopen('/tmp/x', 'w').write('x'); os.makedirs('/home/user/a/b'); open('/lib/y', 'w').write('y')"
  },
  {
    name: "names that JavaScript inherits",
    code: "import os\nfor n in ('__proto__', 'constructor', 'toString', 'hasOwnProperty'):\n  open('/tmp/' + n, 'w').close(); os.mkdir('/home/' + n)"
  },
  {
    name: "environment variables",
    code: "import os\nos.environ['A'] = 'b'; os.putenv('C', 'd'); del os.environ['HOME']"
  },
  { name: "closed standard streams", code: "import os\nos.close(0); os.close(1); os.close(2)" },
  {
    name: "redirected standard streams",
    code: "import os\nfd = os.open('/tmp/x', os.O_CREAT | os.O_RDWR)\nos.dup2(fd, 1); os.dup2(fd, 2); os.dup2(fd, 0)"
  },
  { name: "replaced stream objects", code: "import sys\nsys.stdout = sys.stderr = sys.__stdout__ = sys.stdin = None" },
  { name: "a renamed /tmp", code: "import os\nos.rename('/tmp', '/home/user/t'); os.mkdir('/tmp2')" },
  {
    name: "a removed standard library",
    code: "import shutil, os\nshutil.rmtree('/lib', ignore_errors=True)\nfor p in ('/tmp', '/home'): shutil.rmtree(p, ignore_errors=True)"
  },
  {
    name: "an overwritten standard library",
    code: "try:\n  f = open('/lib/python314.zip', 'r+b'); f.write(b'x' * 10**6); f.flush()\nexcept OSError: pass\nopen('/lib/python314.zip', 'wb').write(b'')"
  },
  { name: "another working folder", code: "import os; os.chdir('/')" },
  { name: "links", code: "import os\nos.symlink('/', '/tmp/root'); os.symlink('/tmp/root', '/home/user/main2.py')" },
  {
    name: "hooks",
    code: "import sys, atexit, gc\nsys.settrace(lambda *a: None); sys.setprofile(lambda *a: None); sys.addaudithook(lambda *a: None)\nsys.excepthook = None; sys.meta_path.clear(); gc.disable(); sys.setrecursionlimit(99)"
  },
  {
    name: "an unfinished generator and a thread of finalizers",
    code: "def g():\n  try: yield\n  finally: print('late')\nx = g(); next(x)\nclass A:\n  def __del__(self): globals()['y'] = self\na = A()"
  },
  { name: "a run that was stopped within a write", code: "while True: print('x' * 1000)" },
  { name: "an abort", code: "import os; os.abort()" },
  { name: "a signal to itself", code: "import os, signal; os.kill(os.getpid(), signal.SIGKILL)" },
  { name: "memory", code: "x = bytearray(60_000_000)" },
  {
    name: "the harness, found by the garbage collector",
    code: "import gc\nfor f in gc.get_objects():\n  if getattr(f, '__name__', '') in ('prepare', 'describe', 'finish'):\n    try: f.__code__ = (lambda *a: None).__code__\n    except Exception: pass"
  }
]

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("a Python program cannot", (it) => {
  let clean: string | undefined | null
  it.effect.each(hostile)("leave anything to the next: $name", ({ code }) =>
    Effect.gen(function* () {
      if (clean === undefined) {
        const first = yield* run(canary)
        assert.strictEqual(first.status, "success", first.stderr ?? "")
        clean = first.stdout
      }
      yield* run(code, { timeoutMs: 3_000 })
      const next = yield* run(canary)
      assert.deepInclude(next, { status: "success", stdout: clean, stderr: "e\n" })
    })
  )

  const bridges = ["js", "pyodide", "pyodide_js", "_pyodide", "_pyodide_core", "pyodide.code", "pyodide.ffi", "ctypes"]
  it.effect.each(bridges)("import %s", (module) =>
    Effect.gen(function* () {
      const result = yield* run(`import ${module}`)
      assert.deepInclude(result, { status: "error", exitCode: 1 })
      assert.strictEqual(result.error?.type, "ModuleNotFoundError")
      assert.notInclude(result.stderr, "sandbox")
    })
  )

  it.effect("reach JavaScript with modules that it puts back, or with what it finds in memory", () =>
    Effect.gen(function* () {
      const code = `
import gc, sys, importlib.machinery, zipimport
for name in ("js", "pyodide_js", "_pyodide", "pyodide"):
    sys.modules.pop(name, None)
    try:
        print(importlib.import_module(name))
    except ImportError:
        pass
gc.unfreeze()
found = [o for o in gc.get_objects() if type(o).__name__ in ("JsProxy", "JsDoubleProxy", "JsBuffer", "JsMethod")]
print(len(found))
`
      const result = yield* run(code)
      assert.deepInclude(result, { status: "success", stdout: "0\n" })
    })
  )

  const calls = [
    "raw_call(1)",
    "run_sync(1)",
    "create_proxy({})",
    "to_js([1])",
    "destroy_proxies([])",
    "create_once_callable(len)",
    "trigger_fatal_error()",
    "can_run_sync()",
    "js2py_deep(1)",
    "JsException('a')",
    "py2js_deep({})"
  ]
  it.effect.each(calls)("reach JavaScript by what the interpreter has built in: %s", (call) =>
    Effect.gen(function* () {
      const result = yield* run(
        `import sys\ndel sys.modules["_pyodide_core"]\nimport _pyodide_core as core\nprint(core.${call})`
      )
      if (result.status === "success") assert.strictEqual(result.stdout, "False\n")
      else assert.strictEqual(result.status, "error")
      assert.deepInclude(yield* run("print(1)"), { status: "success", stdout: "1\n" })
    })
  )

  it.effect("reach JavaScript by the private modules of the archive", () =>
    Effect.gen(function* () {
      const code =
        "import sys, zipimport\nz = zipimport.zipimporter('/lib/python314.zip'); z.invalidate_caches()\nimport pyodide.code\npyodide.code.run_js('1')"
      const result = yield* run(code)
      assert.strictEqual(result.status, "error")
      assert.strictEqual(result.error?.type, "ModuleNotFoundError")
    })
  )

  it.effect("see an environment beyond the four variables of every run", () =>
    Effect.gen(function* () {
      const result = yield* run("import os; print(sorted(os.environ.items()))")
      assert.strictEqual(
        result.stdout,
        "[('HOME', '/home/user'), ('LANG', 'C.UTF-8'), ('PATH', '/usr/bin:/bin'), ('USER', 'user')]\n"
      )
    })
  )

  it.effect("foretell random numbers from another run", () =>
    Effect.gen(function* () {
      const code =
        "import random, uuid, os, secrets, tempfile\nprint(random.random(), uuid.uuid4(), os.urandom(4).hex(), secrets.token_hex(4), random.Random().random(), tempfile.mktemp())"
      const first = yield* run(code)
      const second = yield* run(code)
      assert.strictEqual(words(first.stdout).length, words(second.stdout).length)
      for (const [index, word] of words(first.stdout).entries())
        assert.notStrictEqual(word, words(second.stdout)[index])
    })
  )
})
