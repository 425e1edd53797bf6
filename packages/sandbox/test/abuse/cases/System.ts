import { broken, failure, js, prints, py } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

export const descriptors: ReadonlyArray<Case> = [
  py("all of them closed", "import os\nfor i in range(100):\n try: os.close(i)\n except OSError: pass", { stdout: "" }),
  py("stdout closed", "import os; os.close(1); print('x')", { status: ["error", "success"], stdout: "" }),
  py(
    "ten thousand of them",
    "import os\nn=0\ntry:\n while n<10000: os.dup(1); n+=1\nexcept OSError: pass\nprint('ok')",
    prints("ok\n")
  ),
  py("files that are never closed", "l=[open(f'/tmp/{i}','w') for i in range(2000)]\nprint(len(l))", {
    status: ["success", "error", "memory_limit"]
  }),
  py("stdin made stdout", "import os; os.dup2(1, 0); os.write(0, b'x\\n')", { status: ["success", "error"] }),
  py("one that does not exist", "import os; os.write(99, b'x')", failure("OSError")),
  py("a pipe to itself", "import os\nr,w=os.pipe(); os.write(w,b'hi'); print(os.read(r,2))", prints("b'hi'\n")),
  py(
    "the frame pipe of the host",
    "import os\nfor i in range(3,10):\n try: os.write(i,b'\\x04\\0\\0\\0\\x02{}')\n except OSError: pass\nprint('ok')",
    prints("ok\n")
  ),
  py("a negative one", "import os; os.close(-1)", failure("OSError")),
  js("a global stream replaced", "process.stdout=null; console.log('x')", { stdout: "x\n" })
]

export const processes: ReadonlyArray<Case> = [
  py("os.system", "import os; print(os.system('id') != 0)", prints("True\n")),
  py("fork", "import os; print(os.fork())", failure(/OSError|AttributeError/)),
  py("subprocess", "import subprocess; subprocess.run(['id'])", failure("OSError")),
  py("popen", "import os; print(repr(os.popen('id').read()))", { status: "error" }),
  py(
    "exec",
    "import os; os.execv('/bin/sh', ['sh'])",
    failure(/OSError|PermissionError|FileNotFoundError|AttributeError/)
  ),
  py("spawn", "import os; os.posix_spawn('/bin/sh', ['sh'], {})", failure(/OSError|AttributeError/)),
  py("a thread", "import threading; threading.Thread(target=print).start()", failure("RuntimeError")),
  py(
    "a pool of threads",
    "from concurrent.futures import ThreadPoolExecutor as T\nwith T() as t: print(list(t.map(abs,[1])))",
    failure("RuntimeError")
  ),
  py(
    "multiprocessing",
    "import multiprocessing as m; m.Process(target=print).start()",
    failure(/OSError|ImportError|ModuleNotFoundError/)
  ),
  py("a signal to the parent", "import os; os.kill(os.getppid(), 9)", { status: ["error", "success"] }),
  py("a signal to all", "import os; os.kill(-1, 9)", { status: ["error", "success"] }),
  py("a pseudo terminal", "import pty; pty.spawn('/bin/sh')", { status: "error" }),
  py("the users of the machine", "import pwd; print(len(pwd.getpwall()) < 3)", { status: ["success", "error"] }),
  py("limits raised", "import resource; resource.setrlimit(resource.RLIMIT_AS, (-1, -1))", {
    status: ["error", "success"]
  }),
  py("a priority", "import os; os.nice(-20)", { status: ["error", "success"] }),
  js(
    "what starts processes",
    "console.log(typeof process.binding, typeof process.dlopen, typeof process.fork, typeof Worker)",
    prints("undefined undefined undefined undefined\n")
  ),
  js("child_process", `import "node:child_process"`, failure("Error"))
]

export const files: ReadonlyArray<Case> = [
  py(
    "written and listed",
    `open("/tmp/a","w").write("x"*10); import os; os.makedirs("/tmp/d/e"); print(sorted(os.listdir("/tmp")))`,
    prints("['a', 'd']\n")
  ),
  py(
    "what a run finds",
    `import os; print(os.listdir("/tmp"), sorted(os.listdir(".")), os.getcwd())`,
    prints("[] ['main.py', 'out'] /home/user\n")
  ),
  py(
    "all in disorder",
    `import os; os.remove("main.py"); os.rename("/tmp","/tmp2"); os.chmod("/home",0); os.chdir("/"); os.close(1); os.close(0)`,
    { stdout: "" }
  ),
  py(
    "the standard library written over",
    `f=open("/lib/python314.zip","r+b"); f.write(b"junk"); f.flush()`,
    failure(/PermissionError|OSError/)
  ),
  py("modules not loaded yet", `import wave, xml.dom.minidom; print("ok")`, prints("ok\n")),
  py("descriptors as files", `import os; print(os.path.exists("/proc/self/fd"))`, { status: ["success", "error"] }),
  py("devices", `open("/dev/null","w").write("x"); print(len(open("/dev/urandom","rb").read(3)))`, prints("3\n")),
  py("the terminal", `open("/dev/tty","w").write("x"*5)`, { stdout: "", status: ["success", "error"] }),
  py("mapped memory of its own", "import mmap; m=mmap.mmap(-1,1000); m[:2]=b'ab'; print(m[:2])", {
    status: ["success", "error"],
    stdout: /^(b'ab'\n)?$/
  }),
  py(
    "/tmp renamed and put back",
    `import os; os.rename("/tmp","/t"); os.mkdir("/tmp"); print(os.listdir("/tmp"))`,
    prints("[]\n")
  ),
  py(
    "everything removed",
    "import shutil\nfor p in ('/lib','/home','/tmp','/dev','/proc'): shutil.rmtree(p, ignore_errors=True)",
    { status: ["success", "error"] }
  ),
  py(
    "names that JavaScript inherits",
    "import os\nfor n in ('__proto__','constructor','hasOwnProperty','valueOf'):\n os.mkdir('/tmp/'+n); open('/tmp/'+n+'/f','w').write(n); print(open('/tmp/'+n+'/f').read())",
    prints("__proto__\nconstructor\nhasOwnProperty\nvalueOf\n")
  ),
  py(
    "a circle of links",
    "import os\nos.symlink('/tmp/b','/tmp/a'); os.symlink('/tmp/a','/tmp/b'); open('/tmp/a')",
    failure("OSError")
  ),
  py("a path out of the root", "print(open('/../../../../etc/passwd').read())", failure("FileNotFoundError")),
  py("a name too long", "open('/tmp/'+'a'*100000,'w')", { status: ["error", "success", "output_limit"] }),
  py("a deep tree", "import os\np='/tmp'\nfor i in range(500):\n p+='/d'; os.mkdir(p)\nprint('ok')", {
    status: ["success", "error"]
  }),
  py("a device made", "import os; os.mknod('/tmp/n', 0o60600, 0)", failure(/PermissionError|OSError|AttributeError/)),
  py("a mounted folder of the host", "import os; print(os.listdir('/mnt'))", failure("FileNotFoundError")),
  py("its own program rewritten", "open('main.py','w').write('x'); print(open('main.py').read())", prints("x\n")),
  py("a removed working folder", "import os, shutil; shutil.rmtree('/home/user'); print(os.path.exists('.'))", {
    status: ["success", "error"]
  }),
  py(
    "a file deleted while it is open",
    "import os; f=open('/tmp/x','w+'); os.remove('/tmp/x'); f.write('a'); f.seek(0); print(f.read())",
    prints("a\n")
  ),
  js(
    "node:fs",
    `import fs from "node:fs"; console.log(fs.readdirSync("/").sort().join(), fs.existsSync("/etc/passwd"), fs.existsSync("/proc"))`,
    prints("home,tmp false false\n")
  ),
  js("a file of the machine", `import "/etc/passwd"`, failure("Error")),
  js("a path out of the folder", `import "../../../etc/passwd"`, failure("Error"))
]

export const environment: ReadonlyArray<Case> = [
  py("all of it", "import os; print(sorted(os.environ))", prints("['HOME', 'LANG', 'PATH', 'USER']\n")),
  py("by /proc", `print(open("/proc/self/environ").read())`, failure("FileNotFoundError")),
  py("the users", `print(open("/etc/passwd").read())`, failure("FileNotFoundError")),
  py(
    "after changes to it",
    "import os; os.environ['A']='b'; os.unsetenv('HOME'); print(os.environ['A'])",
    prints("b\n")
  ),
  py("the machine's name", "import platform, socket; print(platform.node() in ('', 'emscripten'), platform.system())", {
    stdout: /^True/
  }),
  py("the user", "import os; print(os.getuid(), oct(os.umask(0)))", prints("1000 0o22\n")),
  py("the time zone", "import time; print(time.tzname[0])", { stdout: /UTC|GMT/ }),
  js("all of it", "console.log(JSON.stringify(process.env))", prints("{}\n")),
  js(
    "its globals",
    "console.log(typeof process, typeof globalThis.std, typeof globalThis.os, typeof WebSocket)",
    prints("object undefined undefined undefined\n")
  ),
  js("what a variable leaves", "process.env.A='b'; console.log(process.env.A)", prints("b\n"))
]

export const network: ReadonlyArray<Case> = [
  py("a socket", `import socket; s=socket.socket(); s.connect(("127.0.0.1",80))`, failure("PermissionError")),
  py("a request", `import urllib.request; urllib.request.urlopen("http://127.0.0.1")`, failure("URLError")),
  py("a name", "import socket; socket.getaddrinfo('example.com', 80)", failure("gaierror")),
  py("a unix socket", "import socket; socket.socket(socket.AF_UNIX)", failure(/PermissionError|AttributeError/)),
  py("a pair of sockets", "import socket; socket.socketpair()", failure(/OSError|PermissionError/)),
  py(
    "a server",
    "import http.server; http.server.HTTPServer(('',8000), http.server.BaseHTTPRequestHandler)",
    failure("PermissionError")
  ),
  py("a socket of a descriptor", "import socket; socket.socket(fileno=3)", failure(/OSError|PermissionError/)),
  py("asyncio's connections", "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', 1))", {
    status: "error"
  }),
  py(
    "the metadata service of a cloud",
    "import urllib.request; urllib.request.urlopen('http://169.254.169.254/latest/')",
    failure("URLError")
  ),
  py("the browser's fetch", "from js import fetch", failure("ModuleNotFoundError")),
  py("what Pyodide can fetch with", "import pyodide.http", failure("ModuleNotFoundError")),
  js("fetch", "await fetch('http://127.0.0.1')", failure("TypeError")),
  js("WebSocket", "new WebSocket('ws://127.0.0.1')", failure("ReferenceError")),
  js("node:net", `await import("node:net")`, failure("Error")),
  js("an import by URL", `import "https://example.com/x.js"`, failure("Error"))
]

export const exits: ReadonlyArray<Case> = [
  py("a number that lies", "class N(int):\n def __index__(self): return 0\nraise SystemExit(N(3))", {
    status: "error",
    exitCode: 3
  }),
  py("a value whose text raises", "class N:\n def __str__(self): raise ValueError\nraise SystemExit(N())", {
    status: "error",
    exitCode: 1
  }),
  py("an exception that is none", "raise 5", failure("TypeError")),
  py("a number", `import sys; print("a"); sys.exit(3)`, { status: "error", exitCode: 3, stdout: "a\n" }),
  py("a text", `raise SystemExit("bye")`, { status: "error", exitCode: 1, stderr: "bye\n" }),
  py("at once", "import os; os._exit(7)", { status: "error", exitCode: 7 }),
  py("an interrupt", "raise KeyboardInterrupt", { status: "error", error: "KeyboardInterrupt" }),
  py("a kill of itself", "import os,signal; os.kill(os.getpid(), signal.SIGKILL)", broken),
  py("an abort", "import os; os.abort()", broken),
  py("a raised signal", "import signal; signal.raise_signal(signal.SIGINT)", {
    status: "error",
    error: "KeyboardInterrupt"
  }),
  py("a segmentation fault", "import faulthandler; faulthandler._sigsegv()", broken),
  py("an exit within an exit", "import atexit, sys\natexit.register(lambda: sys.exit(9))\nsys.exit(2)", {
    status: "error",
    exitCode: 2
  }),
  py(
    "an exit in a thread of finalizers",
    "class A:\n def __del__(s):\n  raise SystemExit(5)\na=A(); del a\nprint('on')",
    { stdout: "on\n" }
  ),
  py("a huge number", "raise SystemExit(10**100)", { status: "error", exitCode: 255 }),
  js("a number", "process.exit(300)", { status: "error", exitCode: 44 }),
  js("a number that is none", "process.exit({valueOf(){throw 1}})", { status: "error" }),
  js("in a promise", "Promise.resolve().then(() => process.exit(4)); await new Promise(() => {})", {
    status: "error",
    exitCode: 4
  }),
  js("in an exit listener", "process.on('exit', () => process.exit(6))", { status: "error", exitCode: 6 }),
  js("never", "await new Promise(()=>{})", { status: "error", exitCode: 13 })
]

export const stdin: ReadonlyArray<Case> = [
  py("closed", "import os; os.close(0); input()", { status: "error" }, { stdin: "x" }),
  py(
    "lines and their end",
    `print(input("n? ")*2); print(input())\ntry:\n input()\nexcept EOFError: print("EOF")`,
    prints("n? abab\ncd\nEOF\n"),
    { stdin: "ab\ncd\n" }
  ),
  py("all of a lot", "import sys; print(len(sys.stdin.read()))", prints("60000\n"), { stdin: "x".repeat(60_000) }),
  py("none", "input()", failure("EOFError")),
  py("bytes", "import sys; print(sys.stdin.buffer.read(3))", prints("b'a\\x00\\xc3'\n"), { stdin: "a\0é" }),
  py("written to", "import sys; sys.stdin.write('x')", failure(/UnsupportedOperation/), { stdin: "x" }),
  py("read after it was closed", "import sys; sys.stdin.close(); input()", failure(/ValueError|RuntimeError|OSError/), {
    stdin: "x"
  }),
  py("sought", "import sys; sys.stdin.seek(0)", { status: ["error", "success"] }, { stdin: "x" }),
  js("all of it", `let s=""; for await (const c of process.stdin) s+=c; console.log(s.length)`, prints("3\n"), {
    stdin: "abc"
  }),
  js("none", `for await (const c of process.stdin) console.log(c)`, prints("")),
  js(
    "with a NUL",
    `for await (const c of process.stdin) console.log(JSON.stringify(String(c)))`,
    prints(`"a\\u0000"\n`),
    { stdin: "a\0" }
  )
]
