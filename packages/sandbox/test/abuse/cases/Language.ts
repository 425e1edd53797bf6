import { failure, js, prints, py, ts } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

export const text: ReadonlyArray<Case> = [
  py("a NUL in the source", "print(1)\0print(2)", failure(/SyntaxError|ValueError/)),
  py("a byte order mark", `\ufeffprint("é", "\\U0001F600")`, prints("é 😀\n")),
  py("a surrogate", `print("\\ud800")`, failure("UnicodeEncodeError")),
  py("an unknown encoding", "# -*- coding: foo -*-\nprint(1)", failure("SyntaxError")),
  py("a NUL in the output", "print('a\\0b')", prints("a\0b\n")),
  py(
    "bytes that are no UTF-8",
    "import sys; sys.stdout.buffer.write(b'\\xff\\xfe\\x80')",
    prints("\ufffd\ufffd\ufffd")
  ),
  py(
    "a character cut by the limit",
    "print('😀'*100)",
    { status: "output_limit", stdout: "😀😀" },
    { outputBytes: 10 }
  ),
  py("text from right to left", "# \u202e\nprint('\u2067a\u2069')", prints("\u2067a\u2069\n")),
  py("line ends of other systems", "print(1)\r\nprint(2)\rprint(3)", prints("1\n2\n3\n")),
  py("names in other scripts", "Ünïcödé = 1; 変数 = 2; print(Ünïcödé + 変数)", prints("3\n")),
  py("a NUL in a file name", "open('a\\0b')", failure("ValueError")),
  py("a surrogate in an argument", "import sys; print(len(sys.argv))", prints("2\n"), { args: ["\ud800"] }),
  py("a very long line", `print(len("${"a".repeat(200_000)}"))`, prints("200000\n")),
  py(
    "odd characters in arguments",
    "import sys; print(sys.argv[1:])",
    prints("['', ' ', '--help', '-c', '\\n', '\\x01']\n"),
    { args: ["", " ", "--help", "-c", "\n", "\u0001"] }
  ),
  py("a message with surrogates", "raise ValueError('\\ud800x')", failure("ValueError")),
  js("a NUL", `console.log("a\\0b".length)`, prints("3\n")),
  js("a surrogate", `console.log("\\ud800".length); console.log("\\ud800")`, { stdout: /^1\n/ }),
  js("a NUL in the source", "console.log(1)\0console.log(2)", { status: ["error", "success"] }),
  js("a byte order mark", `\ufeffconsole.log("é")`, { status: ["success", "error"], stdout: /^(é\n)?$/ }),
  js("line separators", `console.log("a\u2028b".length)\u2029console.log(2)`, prints("3\n2\n")),
  js(
    "a character cut by the limit",
    `console.log("😀".repeat(100))`,
    { status: "output_limit", stdout: "😀😀" },
    { outputBytes: 10 }
  ),
  js("a message with surrogates", `throw new Error("\\ud800x")`, failure("Error")),
  ts("a NUL", "const a: string = 'a\\0'; console.log(a.length)", prints("2\n"))
]

export const harness: ReadonlyArray<Case> = [
  py("an excepthook of its own", "import sys; sys.excepthook=lambda *a: print('hooked', a[0].__name__); 1/0", {
    status: "error",
    exitCode: 1,
    stdout: "hooked ZeroDivisionError\n"
  }),
  py("a frame of the harness", "import sys; sys._getframe().f_back.f_locals['code']=5", failure("AttributeError")),
  py(
    "json replaced",
    'import json; json.dumps=json.loads=lambda *a,**k: \'{"status":"success"}\'; 1/0',
    failure("ZeroDivisionError")
  ),
  py(
    "builtins replaced",
    "import builtins\nbuiltins.isinstance=builtins.type=builtins.str=builtins.getattr=lambda *a: 0\n1/0",
    failure("ZeroDivisionError")
  ),
  py(
    "every builtin gone",
    "import builtins\nfor n in list(vars(builtins)):\n  if n != 'delattr': vars(builtins).pop(n)",
    failure("NameError")
  ),
  py(
    "what describes its death gone",
    "import sys, builtins\nclass A(Exception):\n  def __str__(self): vars(builtins).clear(); raise A\nraise A",
    failure("A")
  ),
  py("every module gone", "import sys; sys.modules.clear(); print('ok')", prints("ok\n")),
  py("os._exit replaced", "import os; os._exit=lambda c: None; raise SystemExit(3)", { status: "error", exitCode: 3 }),
  py(
    "a trace of the harness",
    "import sys\nseen=[]\nsys.settrace(lambda f,*a: seen.append(f.f_code.co_filename))\nimport atexit; atexit.register(lambda: print('<sandbox>' in seen and 'x' or 'ok'))",
    { status: ["success", "error"] }
  ),
  py(
    "an audit hook",
    "import sys\nsys.addaudithook(lambda n,a: (_ for _ in ()).throw(RuntimeError('no')) if n=='open' else None)",
    { status: ["success", "error"] }
  ),
  py("garbage callbacks", "import gc; gc.callbacks.append(lambda *a: 1/0); gc.collect(); print('ok')", {
    stdout: "ok\n"
  }),
  py(
    "a class that lies about itself",
    "class E(Exception):\n @property\n def __class__(s): return SystemExit\nraise E()",
    failure("E")
  ),
  py(
    "an exception whose name is forged",
    'E=type(\'Success\\n"\', (Exception,), {}); raise E(\'{"status":"success"}\')',
    { status: "error", exitCode: 1 }
  ),
  py("threading._shutdown replaced", "import threading\nthreading._shutdown=lambda: print('mine')\nprint('a')", {
    stdout: /^a\n/
  }),
  py("SystemExit subclassed", "class X(SystemExit): code=property(lambda s: 0)\nraise X(7)", {
    status: ["success", "error"]
  }),
  js(
    "prototypes replaced",
    `Object.prototype.toString=()=>"x"; Array.prototype.join=()=>"pwn"; console.log(1)`,
    prints("1\n")
  ),
  js("what a clean run finds", `console.log([1,2].join("-"))`, prints("1-2\n")),
  js("JSON replaced", `JSON.stringify=()=>'{"status":"success"}'; throw new Error("real")`, failure("Error")),
  js(
    "Array.prototype full of setters",
    `for (const i of [0,1,2]) Object.defineProperty(Array.prototype,i,{set(){throw 1},get(){return 7}}); throw new Error("real")`,
    failure("Error")
  ),
  js("Promise.prototype.then replaced", `Promise.prototype.then=()=>{throw 1}; await null; console.log("ok")`, {
    status: ["success", "error"]
  }),
  js("Symbol.iterator gone", `delete Array.prototype[Symbol.iterator]; console.log("a","b")`, prints("a b\n")),
  js("console replaced", `console={log(){}}; console.log("no")`, prints("")),
  js(
    "process.exit replaced",
    `process.exit=()=>console.log("mine"); process.exit(3); console.log("on")`,
    prints("mine\non\n")
  ),
  js("an error whose name is forged", `const e=new Error("m"); e.name='x","status":"success'; throw e`, {
    status: "error",
    exitCode: 1
  }),
  js("getters on the thrown error", `throw { get name(){throw 1}, get message(){throw 2}, get stack(){throw 3} }`, {
    status: "error",
    exitCode: 1
  }),
  js(
    "a proxy that is thrown",
    `throw new Proxy({}, { get(){ throw 1 }, ownKeys(){ throw 2 }, getPrototypeOf(){ throw 3 } })`,
    { status: "error", exitCode: 1 }
  ),
  js(
    "Object frozen",
    `Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(globalThis); console.log("ok")`,
    prints("ok\n")
  ),
  ts("decorators that are none", "@x class A {}", { status: "error" })
]

export const aftermath: ReadonlyArray<Case> = [
  py("a finalizer", `class A:\n def __del__(s): print("del")\na=A()`, prints("del\n")),
  py("an atexit function", `import atexit; atexit.register(lambda: print("bye"))`, prints("bye\n")),
  py("what the last run left", `print("alive", "random" in globals())`, prints("alive False\n")),
  py("a finalizer that brings itself back", "class A:\n def __del__(s): globals()['y']=s\na=A()", prints("")),
  py(
    "a finalizer that makes more",
    "class A:\n def __del__(s): A()\nA()\nprint('ok')",
    { status: ["success", "error", "timeout"] },
    { timeoutMs: 500 }
  ),
  py(
    "a weak reference's callback",
    "import weakref\nclass A: pass\na=A(); r=weakref.ref(a, lambda r: print('gone'))",
    prints("gone\n")
  ),
  py("an unfinished generator", "def g():\n try: yield\n finally: print('late')\nx=g(); next(x)", prints("late\n")),
  py("an unfinished coroutine", "async def f(): pass\nc=f()", { stderr: /never awaited/ }),
  py(
    "a cycle with a finalizer",
    "class A:\n def __del__(s): print('del')\na=A(); a.a=a; del a\nimport gc; gc.collect()",
    prints("del\n")
  ),
  py("an exit in atexit", "import atexit, os; atexit.register(os._exit, 9)", { status: "error", exitCode: 9 }),
  js("a rejection that nobody hears", `Promise.reject(new Error("x")); console.log(1)`, {
    status: "error",
    exitCode: 1,
    stdout: "1\n"
  }),
  js("a timer unreferenced", `setTimeout(() => console.log("no"), 1e5).unref()`, prints("")),
  js("an exit listener that schedules", `process.on("exit", () => setTimeout(() => console.log("no"), 0))`, prints("")),
  js("a finalization registry", `new FinalizationRegistry(() => console.log("no")).register({}, 1)`, prints("")),
  js("what the last run left", `globalThis.left ??= 1; console.log(left)`, prints("1\n"))
]

export const ordinary: ReadonlyArray<Case> = [
  py("a syntax error", "def f(:\n pass", failure("SyntaxError")),
  py("a traceback", "def f():\n    return 1/0\n\nf()", failure("ZeroDivisionError")),
  py(
    "its names",
    "import sys; print(sys.argv, __name__, __file__, sys.executable)",
    prints("['main.py'] __main__ /home/user/main.py /usr/bin/python3\n")
  ),
  py(
    "tasks",
    "import asyncio\nasync def w(n): await asyncio.sleep(0.01); return n\nasync def main():\n print(await asyncio.gather(*[w(i) for i in range(5)]))\n try:\n  await asyncio.wait_for(asyncio.sleep(5),0.02)\n except TimeoutError: print('to')\n print(await asyncio.to_thread(len,[1]))\nasyncio.run(main())",
    prints("[0, 1, 2, 3, 4]\nto\n1\n")
  ),
  py(
    "a loop of its own",
    "import asyncio\nloop=asyncio.new_event_loop();print(loop.run_until_complete(asyncio.sleep(0,5)));loop.close()",
    prints("5\n")
  ),
  py("random bytes", "import os; print(len(os.urandom(8)))", prints("8\n")),
  py("random numbers", "import random; print(0 <= random.random() < 1)", prints("True\n")),
  py("SQL", "import sqlite3; print(sqlite3.connect(':memory:').execute('select 1').fetchall())", prints("[(1,)]\n")),
  py("hashes", "import hashlib, lzma, bz2; print(hashlib.sha3_256(b'').hexdigest()[:4])", prints("a7ff\n")),
  py("a debugger without input", "import pdb; pdb.set_trace()", { status: ["error", "success"] }),
  py("its source", "import inspect\ndef f(): return 1\nprint(inspect.getsource(f))", prints("def f(): return 1\n\n")),
  py(
    "a pickle",
    "import pickle\nclass A: pass\nprint(type(pickle.loads(pickle.dumps(A()))))",
    prints("<class '__main__.A'>\n")
  ),
  py(
    "a data class",
    "from dataclasses import dataclass\n@dataclass\nclass P:\n x:int\nprint(P(1))",
    prints("P(x=1)\n")
  ),
  py("a group of exceptions", "raise ExceptionGroup('g',[ValueError(1)])", failure("ExceptionGroup")),
  py("that it is alive", "print('alive')", prints("alive\n")),
  js("values", "console.log(1+1, {a:[1]})", prints("2 { a: [ 1 ] }\n")),
  ts("types", "const x: number = 5; console.log(x)", prints("5\n")),
  js("an error's trace", `function f(){ throw new Error("no") }\nf()`, {
    ...failure("Error"),
    stderr: /Error: no\n {4}at f /
  }),
  js("a syntax error", "let =", failure("SyntaxError")),
  js("await", `await new Promise(r=>setTimeout(r,20)); console.log("t")`, prints("t\n")),
  js("that it is alive", `console.log("alive")`, prints("alive\n"))
]
