import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import type { ProgramOptions } from "@glissade/test-kit/Programs"
import { assertInTime, run } from "@glissade/test-kit/Programs"

const MiB = 1 << 20

interface Row extends ProgramOptions {
  readonly name: string
  readonly code: string
}

/** Each is stopped at 250 ms. */
const endless: ReadonlyArray<Row> = [
  { name: "a loop", code: "while True: pass" },
  {
    name: "a loop that catches everything",
    code: "while True:\n  try:\n    while True: pass\n  except BaseException: pass"
  },
  { name: "one long call in C", code: "sum(range(10**10))" },
  { name: "one long multiplication", code: "10**10**9" },
  { name: "a regular expression that backtracks", code: "import re; re.match('(a+)+$', 'a' * 40 + 'b')" },
  { name: "a sleep", code: "import time; time.sleep(60)" },
  { name: "a poll", code: "import select; select.poll().poll()" },
  { name: "a coroutine that sleeps", code: "import asyncio; asyncio.run(asyncio.sleep(60))" },
  { name: "an atexit function", code: "import atexit\n@atexit.register\ndef f():\n  while True: pass" },
  { name: "a finalizer", code: "class A:\n  def __del__(self):\n    while True: pass\na = A()" },
  { name: "an excepthook", code: "import sys\ndef hook(*a):\n  while True: pass\nsys.excepthook = hook\n1 / 0" },
  {
    name: "the text of an exception",
    code: "class E(Exception):\n  def __str__(self):\n    while True: pass\nraise E"
  },
  {
    name: "a source that takes long to compile",
    code: "x = " + "(".repeat(90) + "1" + ")".repeat(90) + "\nwhile 1: compile('a=1\\n' * 9999, '', 'exec')"
  }
]

const hungry: ReadonlyArray<Row & { readonly last: string }> = [
  { name: "a list that grows", code: "x = []\nwhile True: x.append(bytearray(10**6))", last: "MemoryError" },
  { name: "small objects", code: "x = []\nwhile True: x.append([1, 2, 3])", last: "MemoryError" },
  { name: "a list longer than any memory", code: "x = [0] * (2**31 - 1)", last: "MemoryError" },
  {
    name: "a list longer than any memory, caught and let go",
    code: "try: x = [0] * (2**31 - 1)\nexcept MemoryError: raise",
    last: "MemoryError"
  },
  { name: "one large block", code: "x = bytearray(10**9)", last: "MemoryError" },
  { name: "a large number of characters", code: "x = 'a' * 10**9", last: "MemoryError" },
  {
    name: "one file",
    code: "f = open('/tmp/x', 'wb')\nwhile True: f.write(bytes(10**6))",
    last: "OSError: [Errno 51] No space left on device"
  },
  {
    name: "many files",
    code: "for i in range(10**6): open(f'/tmp/{i}', 'wb').write(bytes(10**6))",
    last: "OSError: [Errno 51] No space left on device"
  },
  {
    name: "files that are named like what JavaScript inherits",
    code: "import os\nfor i in range(1000):\n  os.mkdir(f'/tmp/{i}'); open(f'/tmp/{i}/__proto__', 'wb').write(bytes(10**6))",
    last: "OSError: [Errno 51] No space left on device"
  },
  {
    name: "a truncated file",
    code: "f = open('/tmp/x', 'wb'); f.truncate(2 * 10**9)",
    last: "OSError: [Errno 51] No space left on device"
  },
  {
    name: "a pipe",
    code: "import os\nr, w = os.pipe()\nwhile True: os.write(w, bytes(10**5))",
    last: "OSError: [Errno 51] No space left on device"
  },
  {
    name: "empty files",
    code: "for i in range(10**6): open(f'/tmp/{i}', 'w').close()",
    last: "OSError: [Errno 51] No space left on device"
  }
]

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 2 }), {
  excludeTestServices: true,
  timeout: 60_000
})("a Python program at its limits", (it) => {
  it.effect.each(endless)("is stopped at its time limit in $name", ({ code }) =>
    Effect.gen(function* () {
      const result = yield* run(`print('before')\n${code}`, { timeoutMs: 250 })
      assert.deepInclude(result, { status: "timeout", exitCode: null })
      assertInTime(result.durationMs, 250)
      const after = yield* run("print('after')")
      assert.strictEqual(after.stdout, "after\n")
    })
  )

  it.effect.each(hungry)("ends at its memory limit with $name", ({ code, last }) =>
    Effect.gen(function* () {
      const result = yield* run(code, { memoryBytes: 64 * MiB })
      assert.strictEqual(result.status, "memory_limit")
      assert.match(result.stderr ?? "", new RegExp(`${last.replace(/[[\]]/g, "\\$&")}.*\n$`))
      assert.isAtMost(result.memoryBytes, 73 * MiB)
      const after = yield* run("print('after')")
      assert.strictEqual(after.stdout, "after\n")
    })
  )

  it.effect("has its own memory limit in an interpreter that another program made grow", () =>
    Effect.gen(function* () {
      for (let count = 0; count < 2; count++) yield* run("x = bytearray(58 << 20); print('grown')")
      const code = "x = []\nwhile True:\n  x.append(bytearray(10_000))\n  for i in range(50): pass"
      const result = yield* run(code, { memoryBytes: 48 * MiB })
      assert.strictEqual(result.status, "memory_limit")
      assert.isAtMost(result.memoryBytes, 57 * MiB)
    })
  )

  it.effect("ends with an error of its own when it raises a MemoryError itself", () =>
    Effect.gen(function* () {
      const result = yield* run("raise MemoryError('mine')")
      assert.strictEqual(result.status, "error")
      assert.deepInclude(result.error, { type: "MemoryError", message: "mine", line: 1 })
    })
  )

  it.effect("goes on after a MemoryError that it catches", () =>
    Effect.gen(function* () {
      const result = yield* run("try: bytearray(10**9)\nexcept MemoryError: print('caught')")
      assert.deepInclude(result, { status: "success", stdout: "caught\n" })
    })
  )

  it.effect("may use again what deleted files held", () =>
    Effect.gen(function* () {
      const code =
        "import os\nfor i in range(50):\n  open('/tmp/x', 'wb').write(bytes(10**7)); os.remove('/tmp/x')\nprint('ok')"
      const result = yield* run(code, { memoryBytes: 96 * MiB })
      assert.strictEqual(result.stdout, "ok\n", result.stderr ?? "")
    })
  )

  it.effect("ends with the write that passes its output limit, whatever it catches", () =>
    Effect.gen(function* () {
      const code = "while True:\n  try: print('é' * 99)\n  except BaseException: pass"
      const result = yield* run(code, { outputBytes: 1_000 })
      assert.deepInclude(result, { status: "output_limit", exitCode: null })
      assert.deepStrictEqual(result.truncated, { stdout: true, stderr: false })
      assert.strictEqual(Buffer.from(result.stdout ?? "").length, 999)
      assert.notInclude(result.stdout, "\ufffd")
    })
  )

  it.effect("has a limit for stderr of its own", () =>
    Effect.gen(function* () {
      const result = yield* run("import sys\nprint('a' * 900)\nwhile 1: sys.stderr.write('e' * 100)", {
        outputBytes: 1_000
      })
      assert.deepStrictEqual(result.truncated, { stdout: false, stderr: true })
      assert.deepStrictEqual([result.stdout?.length, result.stderr?.length], [901, 1_000])
    })
  )

  it.effect("may fill its output to the last byte", () =>
    Effect.gen(function* () {
      const result = yield* run("print('a' * 99)", { outputBytes: 100 })
      assert.deepInclude(result, { status: "success", truncated: { stdout: false, stderr: false } })
    })
  )

  const deep: ReadonlyArray<Row> = [
    { name: "functions with a raised limit", code: "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()" },
    { name: "nested JSON", code: "import json; json.loads('[' * 10**6)" },
    {
      name: "the text of nested lists",
      code: "import sys\nsys.setrecursionlimit(10**8)\nx = []\nfor i in range(10**6): x = [x]\nprint(len(repr(x)))"
    },
    { name: "nested source", code: "eval('(' * 10**4)" },
    {
      name: "attribute look-ups through Python and C in turn",
      code: "import sys\nsys.setrecursionlimit(10**8)\nclass A:\n  def __getattr__(self, n): return getattr(self, n + 'x')\nA().a"
    },
    { name: "nested finalizers", code: "x = None\nfor i in range(10**6): x = (x,)\ndel x" }
  ]
  it.effect.each(deep)("that goes too deep harms nobody: $name", ({ code }) =>
    Effect.gen(function* () {
      const result = yield* run(code, { timeoutMs: 5_000 })
      assert.include(["error", "memory_limit", "success"], result.status)
      if (result.status === "error") assert.match(`${result.error?.type}`, /RecursionError|SyntaxError|MemoryError/)
      const after = yield* run("print('after')")
      assert.strictEqual(after.stdout, "after\n")
    })
  )

  it.effect("that nests 20,000 lists has their text, or a RecursionError in its hands", () =>
    Effect.gen(function* () {
      const { status, stdout } = yield* run(
        "x = []\nfor _ in range(20000): x = [x]\ntry: print(len(repr(x)))\nexcept RecursionError: print('RecursionError')"
      )
      assert.strictEqual(status, "success")
      assert.match(stdout ?? "", /^(?:40002|RecursionError)\n$/)
    })
  )
})
