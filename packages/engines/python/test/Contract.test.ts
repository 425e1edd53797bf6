import { assert, layer } from "@effect/vitest"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import type { ProgramOptions } from "@glissade/test-kit/Programs"
import { events, run } from "@glissade/test-kit/Programs"

interface Row extends ProgramOptions {
  readonly name: string
  readonly code: string
  readonly stdout?: string | RegExp
  readonly stderr?: string | RegExp
  /** 0 when left out. */
  readonly exitCode?: number
  readonly error?: {
    readonly type: string
    readonly message?: string
    readonly line?: number
    readonly column?: number
  }
}

const traceback = (...lines: ReadonlyArray<string>): string =>
  ["Traceback (most recent call last):", ...lines, ""].join("\n")

const powerModulo = (base: bigint, exponent: bigint, modulus: bigint): bigint => {
  let result = 1n
  for (let square = base, left = exponent; left > 0n; square = (square * square) % modulus, left >>= 1n) {
    if (left & 1n) result = (result * square) % modulus
  }
  return result
}

const assertPrinted = (actual: string | null, expected: string | RegExp): void => {
  if (typeof expected === "string") assert.strictEqual(actual, expected)
  else assert.match(actual ?? "", expected)
}

const rows: ReadonlyArray<Row> = [
  { name: "prints", code: "print('hello', 1 + 1)", stdout: "hello 2\n" },
  {
    name: "reads lines from stdin until they end",
    code: "print([line for line in __import__('sys').stdin])",
    stdin: "a\nb",
    stdout: "['a\\n', 'b']\n"
  },
  {
    name: "prompts and raises EOFError when stdin is at its end",
    code: "print(input('name? '))\ntry:\n  input()\nexcept EOFError as e: print(repr(e))",
    stdin: "ada\n",
    stdout: "name? ada\nEOFError('EOF when reading a line')\n"
  },
  {
    name: "gets its arguments after its own name",
    code: "import sys; print(sys.argv)",
    args: ["-x", "é 1"],
    stdout: "['main.py', '-x', 'é 1']\n"
  },
  {
    name: "is the main module of a file in the working folder",
    code: "import os, sys\nprint(__name__, __file__, os.getcwd(), os.listdir(), sys.path[0])",
    stdout: "__main__ /home/user/main.py /home/user ['main.py', 'out'] /home/user\n"
  },
  {
    name: "imports the modules beside it, from folders too",
    code: "import shapes, pack.inner\nprint(shapes.area(3), pack.inner.name)",
    files: [
      { name: "shapes.py", content: "def area(x): return x * x" },
      { name: "pack/inner.py", content: "name = __name__" }
    ],
    stdout: "9 pack.inner\n"
  },
  {
    name: "reads text and binary files beside it",
    code: "print(open('data/a.txt').read(), open('b.bin', 'rb').read())",
    files: [
      { name: "data/a.txt", content: "é" },
      { name: "b.bin", content: "AP8=", encoding: "base64" }
    ],
    stdout: "é b'\\x00\\xff'\n"
  },
  {
    name: "writes files and reads them again",
    code: "open('/tmp/x', 'w').write('é' * 3)\nprint(open('/tmp/x').read())",
    stdout: "ééé\n"
  },
  { name: "keeps characters beyond the basic plane whole", code: "print('😀' * 3, 'ß')", stdout: "😀😀😀 ß\n" },
  {
    name: "turns bytes that are no UTF-8 into U+FFFD",
    code: "import sys; sys.stdout.buffer.write(b'a\\xffb\\xc3')",
    stdout: "a\ufffdb\ufffd"
  },
  {
    name: "keeps stdout and stderr apart",
    code: "import sys; print('o'); print('e', file=sys.stderr)",
    stdout: "o\n",
    stderr: "e\n"
  },
  { name: "exits with a number", code: "import sys; print('a'); sys.exit(3)", stdout: "a\n", exitCode: 3 },
  { name: "exits with None as 0", code: "import sys; sys.exit()" },
  { name: "exits with True as 1", code: "import sys; sys.exit(True)", exitCode: 1 },
  { name: "exits with the lowest byte of a large number", code: "raise SystemExit(258)", exitCode: 2 },
  { name: "exits with -1 as 255", code: "raise SystemExit(-1)", exitCode: 255 },
  { name: "exits with a number beyond 64 bits as 255", code: "raise SystemExit(10**40)", exitCode: 255 },
  { name: "exits with a text by printing it", code: "raise SystemExit('bye')", stderr: "bye\n", exitCode: 1 },
  {
    name: "exits with an odd value by printing it",
    code: "raise SystemExit((1, 'x'))",
    stderr: "(1, 'x')\n",
    exitCode: 1
  },
  { name: "leaves at once with os._exit, unflushed", code: "import os; print('a', end=''); os._exit(7)", exitCode: 7 },
  {
    name: "runs atexit functions and finalizers at its end",
    code: "import atexit\natexit.register(print, 'bye')\nclass A:\n  def __del__(self): print('del')\na = A()",
    stdout: "bye\ndel\n"
  },
  {
    name: "sleeps",
    code: "import time\nt = time.monotonic(); time.sleep(0.05)\nprint(0.045 < time.monotonic() - t)",
    stdout: "True\n"
  },
  {
    name: "runs coroutines, tasks and timeouts",
    code: [
      "import asyncio",
      "async def f(n):",
      "  await asyncio.sleep(n / 100); print(n); return n",
      "async def main():",
      "  print(await asyncio.gather(f(3), f(1), f(2)))",
      "  try: await asyncio.wait_for(asyncio.sleep(9), 0.01)",
      "  except TimeoutError: print('late')",
      "  print(await asyncio.to_thread(len, 'ab'))",
      "asyncio.run(main())"
    ].join("\n"),
    stdout: "1\n2\n3\n[3, 1, 2]\nlate\n2\n"
  },
  {
    name: "shows the traceback of an uncaught exception with its own lines only",
    code: "def f():\n    return 1 / 0\n\nf()",
    exitCode: 1,
    stderr: traceback(
      '  File "/home/user/main.py", line 4, in <module>',
      "    f()",
      "    ~^^",
      '  File "/home/user/main.py", line 2, in f',
      "    return 1 / 0",
      "           ~~^~~",
      "ZeroDivisionError: division by zero"
    ),
    error: { type: "ZeroDivisionError", message: "division by zero", line: 2, column: 12 }
  },
  {
    name: "shows a syntax error where it is",
    code: "x = 1\ndef f(:\n pass",
    exitCode: 1,
    stderr: '  File "/home/user/main.py", line 2\n    def f(:\n          ^\nSyntaxError: invalid syntax\n',
    error: { type: "SyntaxError", message: "invalid syntax", line: 2, column: 7 }
  },
  {
    name: "shows an exception from a module beside it, and marks the line in the main file",
    code: "import helper\n\nhelper.go()",
    files: [{ name: "helper.py", content: "def go():\n    raise KeyError('k')" }],
    exitCode: 1,
    stderr: traceback(
      '  File "/home/user/main.py", line 3, in <module>',
      "    helper.go()",
      "    ~~~~~~~~~^^",
      '  File "/home/user/helper.py", line 2, in go',
      "    raise KeyError('k')",
      "KeyError: 'k'"
    ),
    error: { type: "KeyError", message: "'k'", line: 3, column: 1 }
  },
  {
    name: "shows an exception whose text cannot be had",
    code: "class E(Exception):\n  def __str__(self): raise ValueError('no')\nraise E",
    exitCode: 1,
    stderr: traceback('  File "/home/user/main.py", line 3, in <module>', "    raise E", "E: <exception str() failed>"),
    error: { type: "E", message: "<exception str() failed>", line: 3, column: 1 }
  },
  {
    name: "shows exceptions that came of others",
    code: "try:\n  {}['a']\nexcept KeyError as e:\n  raise ValueError('b') from e",
    exitCode: 1,
    stderr:
      traceback('  File "/home/user/main.py", line 2, in <module>', "    {}['a']", "    ~~^^^^^", "KeyError: 'a'") +
      "\nThe above exception was the direct cause of the following exception:\n\n" +
      traceback(
        '  File "/home/user/main.py", line 4, in <module>',
        "    raise ValueError('b') from e",
        "ValueError: b"
      ),
    error: { type: "ValueError", message: "b", line: 4, column: 3 }
  },
  {
    name: "shows exception groups",
    code: "raise ExceptionGroup('g', [ValueError(1)])",
    exitCode: 1,
    stderr: [
      "  + Exception Group Traceback (most recent call last):",
      '  |   File "/home/user/main.py", line 1, in <module>',
      "  |     raise ExceptionGroup('g', [ValueError(1)])",
      "  | ExceptionGroup: g (1 sub-exception)",
      "  +-+---------------- 1 ----------------",
      "    | ValueError: 1",
      "    +------------------------------------",
      ""
    ].join("\n"),
    error: { type: "ExceptionGroup", message: "g (1 sub-exception)", line: 1, column: 1 }
  },
  {
    name: "counts columns in UTF-16 units",
    code: "x = '😀'; 1 / 0",
    exitCode: 1,
    error: { type: "ZeroDivisionError", message: "division by zero", line: 1, column: 11 }
  },
  {
    name: "has a RecursionError that can be caught",
    code: "def f(): f()\ntry: f()\nexcept RecursionError as e: print(e)",
    stdout: "maximum recursion depth exceeded\n"
  },
  {
    name: "calls its own excepthook",
    code: "import sys\nsys.excepthook = lambda kind, e, tb: print('hook', kind.__name__, e)\n1 / 0",
    stdout: "hook ZeroDivisionError division by zero\n",
    exitCode: 1,
    error: { type: "ZeroDivisionError" }
  },
  {
    name: "finds no frame below its own",
    code: "import inspect, sys\nprint(len(inspect.stack()), sys._getframe().f_back)",
    stdout: "1 None\n"
  },
  {
    name: "runs its unit tests, tells of them on stderr, and exits with 1 when one fails",
    code: [
      "import unittest",
      "class Sums(unittest.TestCase):",
      "  def test_right(self): self.assertEqual(1 + 1, 2)",
      "  def test_wrong(self): self.assertEqual(1 + 1, 3)",
      "  @unittest.skip('later')",
      "  def test_later(self): pass",
      "unittest.main()"
    ].join("\n"),
    stderr:
      /^F?s?\.?[\s\S]*FAIL: test_wrong \(__main__\.Sums\.test_wrong\)[\s\S]*AssertionError: 2 != 3[\s\S]*Ran 3 tests in \d\.\d+s\n\nFAILED \(failures=1, skipped=1\)\n$/,
    exitCode: 1
  },
  {
    name: "exits with 0 when its unit tests pass",
    code: "import unittest\nclass T(unittest.TestCase):\n  def test_a(self): pass\nunittest.main()",
    stderr: /^\.\n-+\nRan 1 test in \d\.\d+s\n\nOK\n$/
  },
  {
    name: "runs the examples in its docstrings",
    code: 'def twice(x):\n  """\n  >>> twice(2)\n  4\n  >>> twice(3)\n  7\n  """\n  return x * 2\nimport doctest\nprint(doctest.testmod())',
    stdout:
      /File "\/home\/user\/main\.py", line 5, in __main__\.twice\nFailed example:\n    twice\(3\)\nExpected:\n    7\nGot:\n    6\n[\s\S]*TestResults\(failed=1, attempted=2\)\n$/
  },
  {
    name: "keeps data in SQLite, in memory and in files",
    code: [
      "import sqlite3",
      "with sqlite3.connect('a.db') as db:",
      "  db.execute('create table t (n integer, s text)')",
      "  db.executemany('insert into t values (?, ?)', [(1, 'é'), (2, None)])",
      "db.close()",
      "print(sqlite3.connect('a.db').execute('select n, s from t order by n desc').fetchall())"
    ].join("\n"),
    stdout: "[(2, None), (1, 'é')]\n"
  },
  {
    name: "keeps objects on a shelf",
    code: "import shelve\nwith shelve.open('s') as s: s['a'] = [1, {'b': 2}]\nwith shelve.open('s') as s: print(dict(s))\nimport dbm; print(dbm.whichdb('s'))",
    stdout: "{'a': [1, {'b': 2}]}\ndbm.sqlite3\n"
  },
  {
    name: "computes with decimals, fractions and large integers",
    code: "from decimal import Decimal, getcontext\nfrom fractions import Fraction\ngetcontext().prec = 30\nprint(Decimal(1) / 7, Fraction(1, 3) + Fraction(1, 6), 2 ** 200)\nprint(len(str(3 ** 9000)), pow(3, 10 ** 30, 1000003))",
    stdout: `0.142857142857142857142857142857 1/2 ${2n ** 200n}\n4295 ${powerModulo(3n, 10n ** 30n, 1000003n)}\n`
  },
  {
    name: "derives keys from passwords as RFC 6070 has it",
    code: "import hashlib\nprint(hashlib.pbkdf2_hmac('sha1', b'password', b'salt', 4096).hex())\nprint(hashlib.pbkdf2_hmac('sha1', b'pass\\0word', b'sa\\0lt', 4096, 16).hex())\ntry: hashlib.pbkdf2_hmac('sha1', b'', b'', 0)\nexcept ValueError as e: print(e)",
    stdout:
      "4b007901b765489abead49d926f721d065a429c1\n56fa6aa75548099dcc37d7f03425e0c3\niteration value must be greater than 0.\n"
  },
  {
    name: "is told why there is no scrypt, and may ask whether there is",
    code: "import hashlib\nprint(hasattr(hashlib, 'scrypt'))\nfor name in 'scrypt', 'nothing':\n  try: getattr(hashlib, name)\n  except AttributeError as e: print(e)",
    stdout:
      "False\nmodule 'hashlib' has no attribute 'scrypt': it comes from OpenSSL, which this build is without; pbkdf2_hmac is there\nmodule 'hashlib' has no attribute 'nothing'\n"
  },
  {
    name: "is told why a module is missing, and may go on without it",
    code: "for name in ('tkinter', 'numpy', 'ctypes', 'nonsense'):\n  try: __import__(name)\n  except ImportError as e: print(type(e).__name__, e, e.name)",
    stdout: [
      "ModuleNotFoundError No module named 'tkinter': there is no screen to open a window on; a PNG or SVG file that the program writes into the folder out is shown tkinter",
      "ModuleNotFoundError No module named 'numpy': packages cannot be installed here; a program can import the standard library and the files beside it numpy",
      "ModuleNotFoundError No module named 'ctypes': programs have no access to memory addresses ctypes",
      "ModuleNotFoundError No module named 'nonsense' nonsense",
      ""
    ].join("\n")
  },
  {
    name: "finds its own file where a module is missing",
    code: "import numpy\nprint(numpy.mean())",
    files: [{ name: "numpy.py", content: "def mean(): return 'mine'" }],
    stdout: "mine\n"
  },
  {
    name: "cannot start processes",
    code: "import os\nprint(os.waitstatus_to_exitcode(os.system('ls')))\nimport subprocess\ntry: subprocess.run(['ls'])\nexcept OSError as e: print(type(e).__name__)",
    stdout: "127\nOSError\n",
    stderr: "sh: programs start no processes here\n"
  },
  {
    name: "has times of the day in microseconds that never go back, and a local zone of the name UTC",
    code: [
      "import time, datetime",
      "times = [time.time() for _ in range(20000)]",
      "print(times == sorted(times), len({round(t * 1e6) % 1000 for t in times}) > 1, abs(time.time() - datetime.datetime.now().timestamp()) < 1)",
      "print(time.tzname, time.timezone, time.daylight, time.strftime('%Z'), time.localtime(0).tm_zone, datetime.datetime.now().astimezone().tzname())",
      "print(hasattr(time, 'tzset'))",
      "try: time.tzset()",
      "except AttributeError as error: print(error)"
    ].join("\n"),
    stdout:
      "True True True\n('UTC', 'UTC') 0 0 UTC UTC UTC\nFalse\nmodule 'time' has no attribute 'tzset': local time is UTC here, and zoneinfo.ZoneInfo converts to other zones\n"
  },
  {
    name: "finds the folder of its pictures, and may make it once",
    code: [
      "import os; print(os.listdir('out')); os.mkdir('./out/'); open('out/a.txt', 'w').write('x')",
      "os.makedirs('out', exist_ok=True)",
      "for path in 'out', '/home/user':",
      "  try: os.mkdir(path)",
      "  except FileExistsError as error: print(error.filename)"
    ].join("\n"),
    stdout: "[]\nout\n/home/user\n"
  },
  {
    name: "keeps a file of its own in the place of that folder",
    code: "print(open('out').read())",
    files: [{ name: "out", content: "mine" }],
    stdout: "mine\n"
  },
  {
    name: "cannot start threads",
    code: "import threading\ntry: threading.Thread(target=print).start()\nexcept RuntimeError as e: print(e)",
    stdout: "can't start new thread\n"
  },
  {
    name: "cannot open sockets",
    code: "import socket, urllib.request\ntry: socket.socket()\nexcept OSError as e: print(type(e).__name__)\ntry: socket.getaddrinfo('example.com', 80)\nexcept OSError as e: print(type(e).__name__)",
    stdout: "PermissionError\ngaierror\n"
  }
]

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("a Python program", (it) => {
  it.effect.each(rows)("$name", ({ code, error, exitCode = 0, name: _name, stderr, stdout, ...options }) =>
    Effect.gen(function* () {
      const result = yield* run(code, options)
      if (stdout !== undefined || exitCode === 0) assertPrinted(result.stdout, stdout ?? "")
      if (stderr !== undefined || exitCode === 0) assertPrinted(result.stderr, stderr ?? "")
      assert.strictEqual(result.exitCode, exitCode)
      assert.strictEqual(result.status, exitCode === 0 ? "success" : "error")
      if (error) assert.deepInclude(result.error, error)
      else assert.isUndefined(result.error)
    })
  )

  it.effect("gives its output away as it is printed", () =>
    Effect.gen(function* () {
      const all = yield* events("import time\nprint('a'); time.sleep(0.1); print('b')")
      assert.deepStrictEqual(
        all.map((event) => (event.type === "output" ? event.data : event.type)),
        ["started", "a\n", "b\n", "finished"]
      )
    })
  )

  it.effect("never has a character split between two pieces", () =>
    Effect.gen(function* () {
      const all = yield* events("import os, time\nfor b in '😀é'.encode(): os.write(1, bytes([b])); time.sleep(0.01)")
      const pieces = all.flatMap((event) => (event.type === "output" ? [event.data] : []))
      assert.deepStrictEqual(pieces, ["😀", "é"])
    })
  )

  it.effect("has the time and the memory that it took in its result", () =>
    Effect.gen(function* () {
      const [seen, result] = yield* Effect.timed(run("import time; time.sleep(0.1); x = bytearray(50_000_000)"))
      assert.isAtLeast(result.durationMs, 100)
      assert.isAtMost(result.durationMs, Duration.toMillis(seen))
      assert.isAbove(result.memoryBytes, 50_000_000)
      assert.isBelow(result.memoryBytes, 120_000_000)
    })
  )
})
