import { failure, js, prints, py, short, timeout } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

export const time: ReadonlyArray<Case> = [
  py("an endless loop", "while True: pass", timeout, short),
  py("a loop that catches all", "while True:\n try:\n  while True: pass\n except BaseException: pass", timeout, short),
  py("a long sleep", "import time; time.sleep(50)", timeout, short),
  py("a short sleep", "import time; t=time.time(); time.sleep(0.1); print(time.time()-t >= 0.099)", prints("True\n")),
  py(
    "an atexit function without end",
    "import atexit\ndef f():\n while True: pass\natexit.register(f)",
    timeout,
    short
  ),
  py("an alarm, which there is none of", "import signal; signal.alarm(1)", failure(/OSError|AttributeError/)),
  py("a regular expression that backtracks", "import re; re.match(r'(a+)+$', 'a'*40+'b')", timeout, { timeoutMs: 500 }),
  py("a power that takes long", "x=10**(10**7); print(len(str(x)) if 0 else 'k')", timeout, short),
  py("one long call in C", "sum(range(10**10))", timeout, short),
  py("a comparison of long lists", "a=[0]*10**6\nwhile True: a == list(a)", timeout, short),
  py("a permutation", "import itertools; sum(1 for _ in itertools.permutations(range(14)))", timeout, short),
  py("a count without end", "import itertools; max(itertools.count())", timeout, short),
  py("a string of a long number", "import sys; sys.set_int_max_str_digits(0); str(7**(10**7))", timeout, short),
  py("a hash of much", "import hashlib\nh=hashlib.sha256()\nwhile True: h.update(bytes(10**7))", timeout, short),
  py("a checksum of much", "import zlib\nb=bytes(10**7)\nwhile True: zlib.crc32(b)", timeout, short),
  py("a compression", "import zlib, os\nb=os.urandom(10**6)\nwhile True: zlib.compress(b, 9)", timeout, short),
  py("a destructor that loops", "class A:\n def __del__(s):\n  while True: pass\nA()", timeout, short),
  py(
    "a signal handler that loops",
    "import signal\nsignal.signal(2, lambda *a: [0 for _ in iter(int, 1)])\nsignal.raise_signal(2)",
    timeout,
    short
  ),
  py(
    "a comparison that loops",
    "class A:\n def __eq__(s, o):\n  while True: pass\n__import__('collections').Counter\n[A()] == [1]",
    timeout,
    short
  ),
  py(
    "a loop in __getattr__ of a module",
    "import sys, types\nclass M(types.ModuleType):\n def __getattr__(s, n):\n  while True: pass\nsys.modules['__main__'].__class__ = M\nimport __main__; __main__.x",
    timeout,
    short
  ),
  py(
    "a query of SQL without end",
    "import sqlite3; sqlite3.connect(':memory:').execute('with recursive c(x) as (select 1 union all select x+1 from c) select max(x) from c').fetchall()",
    timeout,
    short
  ),
  py(
    "tasks that wait for one another",
    "import asyncio\nasync def m(): await asyncio.Future()\nasyncio.run(m())",
    failure("RuntimeError")
  ),
  py(
    "asyncio without end",
    "import asyncio\nasync def m():\n while True: await asyncio.sleep(0)\nasyncio.run(m())",
    timeout,
    short
  ),
  js("an endless loop", "while(true){}", timeout, short),
  js("a loop that catches", "while(true){try{while(true){}}catch(e){}}", timeout, short),
  js("promises that chain", "const f=()=>Promise.resolve().then(f); f()", timeout, short),
  js("a regular expression that backtracks", `/(a+)+$/.test("a".repeat(32)+"b")`, timeout, short),
  js("a power too large for a number", "(2n**1000000n)**50n", failure("RangeError"), { timeoutMs: 2_000 }),
  js("a comparator without end", "new Array(1e6).fill(0).map((_, i) => -i).sort((a,b)=>{while(1);})", timeout, short),
  js(
    "a timer past the limit",
    `setTimeout(()=>console.log("late"),60000); console.log(1)`,
    { ...timeout, stdout: "1\n" },
    short
  ),
  js(
    "a generator without end",
    "function*g(){for(;;)yield 1}; [...{[Symbol.iterator]:()=>({next:()=>({done:false}),return(){}})}.toString()]; for(const x of g());",
    timeout,
    short
  ),
  js("a search in a long text", `const s="a".repeat(1e6); for(;;) s.indexOf("b")`, timeout, short),
  js(
    "a wait on shared memory",
    `typeof Atomics==="undefined"||typeof SharedArrayBuffer==="undefined"?(()=>{for(;;);})():Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0)`,
    { status: ["timeout", "error"] },
    short
  ),
  js("big integers", "let a=3n; for(;;) a=a*a%(2n**4000n)", timeout, short),
  js("a finally that loops", "try { throw 1 } finally { for(;;); }", timeout, short),
  js("an await in a loop", "for(;;) await 0", timeout, short)
]
