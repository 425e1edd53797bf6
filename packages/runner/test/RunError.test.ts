import { assert, describe, it } from "@effect/vitest"
import { readFileSync } from "node:fs"
import { runError } from "../src/RunError.ts"

const failureOf = (language: string): ReadonlyArray<string> =>
  JSON.parse(readFileSync(new URL(`../languages/${language}.json`, import.meta.url), "utf8")).failure

const cases: ReadonlyArray<
  readonly [
    language: string,
    text: string,
    error: { readonly type: string; readonly message: string; readonly line: number }
  ]
> = [
  [
    "python",
    `Traceback (most recent call last):
  File "/home/run/main.py", line 3, in <module>
    f()
  File "/home/run/main.py", line 2, in f
    return 1/0
           ~^~
ZeroDivisionError: division by zero
`,
    { type: "ZeroDivisionError", message: "division by zero", line: 2 }
  ],
  [
    "python",
    `  File "/home/run/main.py", line 1
    print(
         ^
SyntaxError: '(' was never closed
`,
    { type: "SyntaxError", message: "'(' was never closed", line: 1 }
  ],
  [
    "javascript",
    `/home/run/main.js:2
  return x.y
           ^

TypeError: Cannot read properties of undefined (reading 'y')
    at f (/home/run/main.js:2:12)
    at Object.<anonymous> (/home/run/main.js:4:1)
`,
    { type: "TypeError", message: "Cannot read properties of undefined (reading 'y')", line: 2 }
  ],
  [
    "ruby",
    "main.rb:1:in `f': no (RuntimeError)\n\tfrom main.rb:2:in `<main>'\n",
    { type: "RuntimeError", message: "no", line: 1 }
  ],
  ["perl", "no such thing at main.pl line 3.\n", { type: "Error", message: "no such thing", line: 3 }],
  [
    "php",
    "PHP Fatal error:  Uncaught Exception: no in /home/run/main.php:2\nStack trace:\n#0 {main}\n  thrown in /home/run/main.php on line 2\n",
    { type: "Exception", message: "no", line: 2 }
  ],
  [
    "tcl",
    'boo\n    while executing\n"error boo "\n    (procedure "f" line 1)\n    invoked from within\n"f"\n    (file "main.tcl" line 2)\n',
    { type: "Error", message: "boo", line: 2 }
  ],
  ["lua", "lua5.4: main.lua:1: no\nstack traceback:\n", { type: "Error", message: "no", line: 1 }],
  [
    "java",
    `Exception in thread "main" java.lang.IllegalStateException: no
\tat Main.f(Main.java:3)
\tat Main.main(Main.java:6)
`,
    { type: "java.lang.IllegalStateException", message: "no", line: 3 }
  ],
  [
    "go",
    "panic: no\n\ngoroutine 1 [running]:\nmain.main()\n\t/home/run/main.go:4 +0x27\nexit status 2\n",
    { type: "Error", message: "no", line: 4 }
  ],
  [
    "rust",
    "thread 'main' panicked at 'no', main.rs:2:5\nnote: run with `RUST_BACKTRACE=1` environment variable\n",
    { type: "Error", message: "no", line: 2 }
  ]
]

describe("the error of a program that an interpreter told in stderr", () => {
  it.each(cases)("has what and where it is: %s", (language, text, error) => {
    assert.deepStrictEqual(runError(text, { failure: failureOf(language) }), error)
  })

  it("is none where a program only wrote something and left", () => {
    for (const [language] of cases)
      assert.isUndefined(runError("Usage: main FILE\nError: no file\n", { failure: failureOf(language) }), language)
  })

  it("takes a moment, whatever a program wrote", () => {
    const lines = [
      "main.rb:1:in a: ".repeat(256),
      "/home/run/main.js:1".repeat(215),
      `File "main.py", line 1\n`.repeat(170)
    ]
    // Patterns that try all ways do not get through this within the time of a test.
    for (let round = 0; round < 20; round++)
      for (const text of lines)
        for (const [language] of cases) runError(text.slice(0, 4_096), { failure: failureOf(language) })
  })
})
