import { assert, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import type { ProgramOptions } from "@glissade/test-kit/Programs"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"

interface Row extends ProgramOptions {
  readonly code: string
  /** Python's own words, then what is added. */
  readonly last: ReadonlyArray<string>
}

const network = "Programs have no network here."
const processes = "Programs start no processes here."
const threads = "Programs have one thread here: call the function itself, or run several in turn with asyncio."

const advised: ReadonlyArray<Row> = [
  {
    code: "input('Your name? ')",
    last: [
      "EOFError: EOF when reading a line",
      "The program's standard input was empty: write what it reads into Input, below the program on the page, or into stdin of the request."
    ]
  },
  {
    code: "input(); input()",
    stdin: "one\n",
    last: [
      "EOFError: EOF when reading a line",
      "The program's standard input has no more lines: write all that it reads into Input, below the program on the page, or into stdin of the request."
    ]
  },
  {
    code: "import threading; threading.Thread(target=print).start()",
    last: ["RuntimeError: can't start new thread", threads]
  },
  {
    code: "from concurrent.futures import ThreadPoolExecutor as Pool\nwith Pool() as pool: pool.map(len, ['a'])",
    last: ["RuntimeError: can't start new thread", threads]
  },
  {
    code: "import threading; threading.Timer(0.1, print).start()",
    last: ["RuntimeError: can't start new thread", threads]
  },
  {
    code: "import subprocess; subprocess.run(['ls'])",
    last: ["OSError: [Errno 138] emscripten does not support processes.", processes]
  },
  {
    code: "import os; os.popen('ls')",
    last: ["OSError: [Errno 138] emscripten does not support processes.", processes]
  },
  {
    code: "import os; os.fork()",
    last: ["OSError: [Errno 52] Function not implemented", `${processes.slice(0, -1)}, and map no memory.`]
  },
  { code: "import socket; socket.socket()", last: ["PermissionError: [Errno 2] Permission denied", network] },
  {
    code: "import socket; socket.create_connection(('example.com', 80))",
    last: ["socket.gaierror: [Errno -2] Name does not resolve", network]
  },
  {
    code: "import urllib.request; urllib.request.urlopen('http://example.com')",
    last: ["urllib.error.URLError: <urlopen error [Errno -2] Name does not resolve>", network]
  }
]

/** Errors that have the same kinds, and come of the program. */
const ordinary: ReadonlyArray<readonly [code: string, last: string]> = [
  ["raise EOFError('mine')", "EOFError: mine"],
  ["raise RuntimeError('no')", "RuntimeError: no"],
  ["open('/proc/x')", "FileNotFoundError: [Errno 44] No such file or directory: '/proc/x'"],
  ["import os; os.nothing", "AttributeError: module 'os' has no attribute 'nothing'"],
  ["raise PermissionError(2, 'no', 'a file')", "PermissionError: [Errno 2] no: 'a file'"]
]

const refused: ReadonlyArray<readonly [module: string, reason: string]> = [
  ["turtle", "writes into the folder out is shown"],
  ["tkinter", "writes into the folder out is shown"],
  ["curses", "input() reads its input"],
  ["numpy", "packages cannot be installed here"],
  ["_multiprocessing", "start no processes here"]
]

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("a Python program that asks for what is not there", (it) => {
  it.effect.each(advised)("has Python's error and a line of advice: $code", ({ code, last, ...options }) =>
    Effect.gen(function* () {
      const { error, exitCode, stderr } = yield* run(code, options)
      assert.strictEqual(exitCode, 1)
      assert.deepStrictEqual((stderr ?? "").trimEnd().split("\n").slice(-last.length), last)
      assert.include(last[0], error?.message)
    })
  )

  it.effect.each(ordinary)("has Python's error alone where the program made it: %s", ([code, last]) =>
    Effect.gen(function* () {
      const { stderr } = yield* run(code)
      assert.strictEqual((stderr ?? "").trimEnd().split("\n").at(-1), last)
    })
  )

  it.effect.each(refused)("is told at the import of %s what to do", ([module, reason]) =>
    Effect.gen(function* () {
      const { error } = yield* run(`import ${module}`)
      assert.include(error?.message, `No module named '${module}': `)
      assert.include(error?.message, reason)
    })
  )

  it.effect("catches Python's errors without advice", () =>
    Effect.gen(function* () {
      const { stdout } = yield* run("try: input()\nexcept EOFError as e: print(e.args, hasattr(e, '__notes__'))")
      assert.strictEqual(stdout, "('EOF when reading a line',) False\n")
    })
  )

  it.effect("is told that os.system starts nothing", () =>
    Effect.gen(function* () {
      const result = yield* run("import os; print(os.waitstatus_to_exitcode(os.system('clear')), os.system.__module__)")
      assert.deepInclude(result, { stdout: "127 os\n", stderr: "sh: programs start no processes here\n" })
    })
  )

  it.effect("reads passwords from its input", () =>
    Effect.gen(function* () {
      const code = "from getpass import getpass\nprint(repr(getpass()), repr(getpass('Again: ')))"
      const result = yield* run(code, { stdin: "one\ntwo" })
      assert.deepInclude(result, { stdout: "'one' 'two'\n", stderr: "Password: Again: " })
      assert.strictEqual((yield* run(code)).error?.type, "EOFError")
    })
  )
})
