import { assert, it, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { run } from "@glissade/test-kit/Programs"
import { folderOf, ownFolder, packageFiles, writePackageFolder } from "@glissade/test-kit/PackageFolder"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { compiledName, sideModule } from "./SideModule.ts"

const engines = ["@glissade/engine-python"]
const site = "/lib/python3.14/site-packages"

/** Two hundred modules of a hundred kilobytes: more than a program may have as files of its own. */
const many = Object.fromEntries(
  Array.from({ length: 200 }, (_, at) => [`large/part${at}.py`, `text = ${JSON.stringify("x".repeat(100_000))}\n`])
)

const files = packageFiles({
  "example/__init__.py":
    "from pathlib import Path\ngreeting = (Path(__file__).parent / 'data' / 'greeting.txt').read_text()\n",
  "example/data/greeting.txt": "hello from a file",
  "example/fails.py": "def fail():\n    raise ValueError('in a package')\n",
  "example/sizes.py": "from ctypes import c_long, c_void_p, sizeof\nsizes = sizeof(c_long), sizeof(c_void_p)\n",
  "example/numbers.py": "from ctypes import CDLL\n",
  "__proto__/__init__.py": "name = __name__\n",
  "example-1.2.3.dist-info/METADATA": "Metadata-Version: 2.1\nName: example\nVersion: 1.2.3\n",
  "large/__init__.py": "",
  ...many,
  [compiledName("forbidden")]: sideModule({ calls: ["emscripten_console_log"] }),
  [compiledName("javascript")]: sideModule({ calls: [], javaScript: "anything" }),
  [compiledName("broad")]: sideModule({ calls: [], table: 4_000_000_000 }),
  [compiledName("long")]: sideModule({ calls: [], table: 1_000_000 }),
  [compiledName("vast")]: sideModule({ calls: [], memory: 1 << 30 }),
  [compiledName("fitting")]: sideModule({ calls: [], memory: 1 << 20, table: 100 }),
  [compiledName("plain")]: sideModule({ calls: [] })
})

const sandbox = Layer.unwrap(
  Effect.map(ownFolder, (packagesFolder) => {
    writePackageFolder(packagesFolder, files)
    return EngineSandbox.layer({ engines, interpreters: 1, packagesFolder, cacheFolder: join(packagesFolder, "cache") })
  })
)

const prints = (code: string, expected: string) =>
  Effect.map(run(code), ({ status, stderr, stdout }) => {
    assert.strictEqual(stdout, expected, stderr ?? "")
    assert.strictEqual(status, "success")
  })

layer(sandbox, { excludeTestServices: true, timeout: 60_000 })("packages that an operator has added", (it) => {
  it.effect("are imported, with the files beside their modules and their versions", () =>
    prints(
      "import example, importlib.metadata\nprint(example.greeting, importlib.metadata.version('example'), example.__file__)",
      `hello from a file 1.2.3 ${site}/example/__init__.py\n`
    )
  )

  it.effect("are in tracebacks with their lines", () =>
    Effect.gen(function* () {
      const { error, stderr } = yield* run("import example.fails\nexample.fails.fail()")
      assert.include(stderr!, `File "${site}/example/fails.py", line 2, in fail\n    raise ValueError('in a package')`)
      assert.deepInclude(error, { type: "ValueError", line: 2 })
    })
  )

  it.effect("are found under any name, and no other is", () =>
    prints(
      `import os, __proto__
print(__proto__.name, sorted(os.listdir("${site}/example")), os.path.exists("${site}/example/toString"))`,
      "__proto__ ['__init__.py', 'data', 'fails.py', 'numbers.py', 'sizes.py'] False\n"
    )
  )

  it.effect("cannot be changed by a program", () =>
    Effect.gen(function* () {
      const code = `import os, shutil
p = "${site}/example/__init__.py"
for change in (
    lambda: open(p, "w"), lambda: open(p, "a"), lambda: open(p, "r+"), lambda: os.truncate(p, 0), lambda: os.unlink(p),
    lambda: os.rename(p, "/tmp/x"), lambda: os.rename("${site}/example/data", "/tmp/data"), lambda: os.rmdir("${site}/example/data"),
    lambda: os.chmod(p, 0o666), lambda: os.utime(p, (0, 0)), lambda: os.mkdir("${site}/example/new"),
    lambda: open("${site}/example/new.py", "w"), lambda: os.symlink("/tmp", "${site}/example/link"),
    lambda: os.ftruncate(os.open(p, os.O_RDONLY), 0)):
    try:
        change()
        print("done")
    except OSError: pass
print(os.stat(p).st_size, oct(os.stat(p).st_mode))`
      const size = files.find(({ name }) => name === "example/__init__.py")!.bytes.length
      yield* prints(code, `${size} 0o100444\n`)
      yield* prints("import example; print(example.greeting)", "hello from a file\n")
    })
  )

  it.effect("are read in pieces and from any place", () =>
    prints(
      `with open("${site}/example/data/greeting.txt", "rb", buffering=0) as file:
    first = file.read(5)
    file.seek(-4, 2)
    print(first, file.read(100), file.read(1), file.seek(1000), file.read(1))`,
      "b'hello' b'file' b'' 1000 b''\n"
    )
  )

  it.effect("take nothing of a program's memory as files, and their names nothing of its number of files", () =>
    Effect.gen(function* () {
      const code = `import importlib
for at in range(200): open(f"${site}/large/part{at}.py").read()
for at in range(9_000): open(f"f{at}", "w").close()
print("ok")`
      const { memoryBytes, stderr, stdout } = yield* run(code, { memoryBytes: 64 << 20 })
      assert.strictEqual(stdout, "ok\n", stderr ?? "")
      assert.isBelow(memoryBytes, 64 << 20)
    })
  )

  it.effect("are named where a program looks for another", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run("import numpy")
      assert.match(
        stderr!,
        /No module named 'numpy': packages cannot be installed here; a program can import the standard library, example and the files beside it\n$/
      )
    })
  )

  it.effect("learn how large the types of C are; programs have no ctypes", () =>
    Effect.gen(function* () {
      yield* prints("import example.sizes\nprint(example.sizes.sizes)", "(4, 4)\n")
      const own = yield* run("import ctypes")
      assert.strictEqual(own.error?.message, "No module named 'ctypes': programs have no access to memory addresses")
      const more = yield* run("import example.numbers")
      assert.strictEqual(more.error?.type, "ImportError")
    })
  )
})

layer(sandbox, { excludeTestServices: true, timeout: 60_000 })("compiled modules of packages", (it) => {
  it.effect("run in the interpreter, which is replaced after it", () =>
    Effect.gen(function* () {
      const { error } = yield* run("import plain")
      assert.deepInclude(error, {
        type: "SystemError",
        message: "initialization of plain failed without raising an exception"
      })
      yield* prints("print('as ever')", "as ever\n")
    })
  )

  it.effect("call nothing that the gate forbids", () =>
    Effect.gen(function* () {
      const { error } = yield* run("import forbidden")
      assert.deepInclude(error, { type: "SystemError", message: "the program reached for what the sandbox forbids" })
      yield* prints("print('as ever')", "as ever\n")
    })
  )

  it.effect("are not loaded with JavaScript in them", () =>
    Effect.gen(function* () {
      const { error } = yield* run("import javascript")
      assert.strictEqual(error?.type, "ImportError")
      assert.include(error!.message, "a module of a package has JavaScript in it")
    })
  )

  it.effect.each([
    ["vast", /needs 1025 MB of memory, and the program may take \d+ MB more$/],
    ["long", /needs a table of 1000000 functions, and there is room for \d+$/],
    ["broad", /needs a table of 4000000000 functions, and there is room for \d+$/]
  ] as const)("are not loaded where they do not fit, and say why: %s", ([name, expected]) =>
    Effect.gen(function* () {
      const { error } = yield* run(`import ${name}`)
      assert.strictEqual(error?.type, "ImportError", JSON.stringify(error))
      assert.match(error!.message.trim(), expected)
      yield* prints("print('as ever')", "as ever\n")
    })
  )

  it.effect("are loaded where they fit", () =>
    Effect.map(run("import fitting"), ({ error }) =>
      assert.include(error!.message, "does not define module export function (PyInit_fitting)")
    )
  )

  it.effect("are loaded once by a program, by whatever paths", () =>
    Effect.gen(function* () {
      const code = `import _imp, os
from importlib.machinery import ModuleSpec
for at in range(3):
    path = f"/home/user/l{at}.so"
    os.symlink("${site}/${compiledName("plain")}", path)
    try: _imp.create_dynamic(ModuleSpec("plain", None, origin=path))
    except SystemError: print("loaded")
    except ImportError as error: print(str(error).strip().rpartition("/")[2])`
      yield* prints(code, "loaded\nl1.so is loaded already\nl2.so is loaded already\n")
    })
  )

  it.effect("are not loaded from a program's own files, whatever their bytes and names", () =>
    Effect.gen(function* () {
      const name = compiledName("plain")
      const code = `import importlib.machinery, importlib.util, os, shutil
shutil.copy("${site}/${name}", "/home/user/${name}")
os.mkdir("/tmp/lib")
shutil.copy("${site}/${name}", "/tmp/lib/${name}")
os.environ["LD_LIBRARY_PATH"] = "/tmp/lib"
os.putenv("LD_LIBRARY_PATH", "/tmp/lib")
for path in ("/home/user/${name}", "${name}", "/tmp/lib/../lib/${name}", "${site}/../../../home/user/${name}", "${name}\\n"):
    loader = importlib.machinery.ExtensionFileLoader("plain", path)
    try: importlib.util.module_from_spec(importlib.util.spec_from_file_location("plain", path, loader=loader))
    except ImportError: print("refused")`
      yield* prints(code, "refused\n".repeat(5))
    })
  )
})

it.live(
  "packages that are not what their lock file says make no interpreter",
  () =>
    Effect.gen(function* () {
      const packagesFolder = yield* ownFolder
      const lock = writePackageFolder(packagesFolder, files)
      const archive = join(folderOf(lock), "test.archive")
      const bytes = readFileSync(archive)
      bytes[bytes.length - 1]! ^= 1
      writeFileSync(archive, bytes)
      const failure = yield* Effect.flip(
        EngineSandbox.makeImages({ engines, packagesFolder, cacheFolder: join(packagesFolder, "cache") })
      )
      assert.include(failure.message, "test.archive is not what its lock file says")
    }).pipe(Effect.scoped),
  60_000
)
