import { failure, js, outOfMemory, prints, py, small } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

export const memory: ReadonlyArray<Case> = [
  py("a list that grows", "x=[]\nwhile True: x.append(bytearray(1<<20))", outOfMemory, small),
  py("one text too long", "x='a'*(1<<31)", { status: ["memory_limit", "error"] }, small),
  py("too much that is caught", "try:\n x=bytearray(1<<30)\nexcept MemoryError: print('ME')", prints("ME\n"), small),
  py("a long source", `${"x=1\n".repeat(60_000)}print(x)`, { status: ["success", "memory_limit"] }, small),
  py(
    "a big file",
    "f=open('/tmp/big','wb')\nfor i in range(200): f.write(b'x'*(1<<20))\nf.flush()\nprint('done')",
    outOfMemory,
    small
  ),
  py(
    "a hundred thousand files",
    "for i in range(100000): open(f'/tmp/{i}','w').close()",
    { status: ["memory_limit", "error"] },
    small
  ),
  py(
    "a sparse file",
    "f=open('/tmp/s','wb'); f.seek(1<<40); f.write(b'x'); f.flush()",
    { status: ["error", "memory_limit"] },
    small
  ),
  py(
    "a bomb of gzip",
    "import gzip,io\nb=gzip.compress(bytes(1<<20))*2000\nprint(len(gzip.decompress(b)))",
    outOfMemory,
    small
  ),
  py("a dictionary that grows", "d={}\ni=0\nwhile True:\n d[i]=str(i); i+=1", outOfMemory, small),
  py("a join", "','.join(['x'*1000]*10**6)", outOfMemory, small),
  py(
    "a range that is a list",
    "list(range(10**9))",
    { status: ["memory_limit", "error"], error: "MemoryError" },
    small
  ),
  py("a format with a width", "format(1, '1000000000d')", { status: ["memory_limit", "error"] }, small),
  py(
    "a database in memory",
    "import sqlite3\nc=sqlite3.connect(':memory:'); c.execute('create table t(x)')\nwhile True: c.execute('insert into t values(zeroblob(1000000))')",
    { status: ["memory_limit", "error"] },
    small
  ),
  py(
    "an exception that holds its frames",
    "def f(n):\n x=bytearray(10**6)\n try: f(n+1)\n except MemoryError as e: raise e\nf(0)",
    { status: ["memory_limit", "error"] },
    small
  ),
  py(
    "caught memory errors in a loop",
    "x=[]\nn=0\nwhile n<50:\n try:\n  while True: x.append(bytearray(10**6))\n except MemoryError: x.clear(); n+=1\nprint('lived')",
    prints("lived\n"),
    small
  ),
  js("texts in an array", `const a=[]; while(true) a.push("x".repeat(1e5)+a.length)`, outOfMemory, small),
  js("one large buffer", "new ArrayBuffer(1e9)", outOfMemory, small),
  js(
    "a caught end of memory",
    `try { new ArrayBuffer(1e9) } catch (e) { console.log("caught") }`,
    prints("caught\n"),
    small
  ),
  js(
    "an array that is long",
    "new Array(2**32-1).fill(0)",
    { status: ["memory_limit", "timeout"] },
    { ...small, timeoutMs: 3_000 }
  ),
  js("a text that doubles", `let s="x"; for(;;) s+=s`, { status: ["memory_limit", "error"] }, small),
  js("nested arrays", "let a=[]; for(;;) a=[a]", outOfMemory, small),
  js("closures", "const a=[]; for(;;) { const b=new Array(1000).fill(1); a.push(()=>b) }", outOfMemory, small),
  js("JSON of much", `JSON.stringify(Array(1e7).fill("xxxxxxxxxx"))`, { status: ["memory_limit", "error"] }, small),
  js(
    "a cloned structure",
    "let a=[1]; for(;;) a=[structuredClone(a), structuredClone(a)]",
    { status: ["memory_limit", "error", "timeout"] },
    { ...small, timeoutMs: 2_000 }
  ),
  js("a power of a big integer", "(2n**1000000n)**50n", failure("RangeError"), small)
]
