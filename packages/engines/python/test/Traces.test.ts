import { assert, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"

const evenAndOdd = `def is_even(n):
    return True if n == 0 else is_odd(n - 1)

def is_odd(n):
    return False if n == 0 else is_even(n - 1)
`

/** A recursion whose lines change from call to call. */
const irregular = `import random
def f(n):
    if random.random() < 0.5:
        return f(n + 1)
    else:
        return 1 + f(n + 1)
f(0)`

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("the traceback of a Python program", (it) => {
  it.effect("that recurses in turn is folded, with its beginning and its end", () =>
    Effect.gen(function* () {
      const { error, exitCode, stderr } = yield* run(`${evenAndOdd}\nprint(is_even(-1))`)
      assert.deepInclude(error, { type: "RecursionError", message: "maximum recursion depth exceeded", line: 2 })
      assert.strictEqual(exitCode, 1)
      const lines = (stderr ?? "").trimEnd().split("\n")
      assert.isBelow(lines.length, 40)
      assert.strictEqual(lines[0], "Traceback (most recent call last):")
      assert.strictEqual(lines[1], '  File "/home/user/main.py", line 7, in <module>')
      assert.strictEqual(lines.at(-1), "RecursionError: maximum recursion depth exceeded")
      assert.match(stderr ?? "", /\n {2}\[Previous 2 lines repeated 49\d more times\]\n/)
    })
  )

  it.effect("that recurses alone is folded by Python itself", () =>
    Effect.gen(function* () {
      const { stderr } = yield* run("def f(): f()\nf()")
      assert.match(stderr ?? "", /\n {2}\[Previous line repeated 99\d more times\]\nRecursionError: /)
      assert.isBelow((stderr ?? "").split("\n").length, 30)
    })
  )

  it.effect("that recurses without a pattern shows both ends", () =>
    Effect.gen(function* () {
      const { stderr, status } = yield* run(irregular)
      assert.strictEqual(status, "error")
      assert.match(stderr ?? "", /\n {2}\[\d+ more frames\]\n/)
      assert.match(stderr ?? "", /\nRecursionError: maximum recursion depth exceeded.*\n$/)
      assert.isBelow((stderr ?? "").length, 65_536)
    })
  )

  it.effect("is folded in exceptions that others came of, and is told once", () =>
    Effect.gen(function* () {
      const code = `${evenAndOdd}
try:
    is_even(-1)
except RecursionError as error:
    try:
        raise ValueError("second") from error
    except ValueError as second:
        raise ExceptionGroup("both", [second]) from error`
      const { stderr, status } = yield* run(code)
      assert.strictEqual(status, "error")
      assert.strictEqual((stderr ?? "").match(/Previous 2 lines repeated/g)?.length, 1)
      assert.include(stderr, "The above exception was the direct cause of the following exception:")
    })
  )

  it.effect("is printed where the program took apart what prints it", () =>
    Effect.gen(function* () {
      const { status, stderr } = yield* run(
        `import traceback\ntraceback.TracebackException = None\ndef f(): f()\nf()`,
        { outputBytes: 1 << 20 }
      )
      assert.strictEqual(status, "error")
      assert.include(stderr, "RecursionError")
    })
  )
})
