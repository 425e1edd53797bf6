import { failure, js, prints, py } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

/** In C, where the host's stack may end first: then the interpreter is lost with the program. */
const tooDeep = { status: ["error", "output_limit"], error: /^(RecursionError|MemoryError)$/ } as const

export const recursion: ReadonlyArray<Case> = [
  py("a function", "def f(): f()\nf()", failure("RecursionError")),
  py("a function with a raised limit", "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()", {
    status: ["error", "memory_limit"],
    error: /RecursionError|MemoryError/
  }),
  py("nested JSON", "import json; json.loads('['*1000000)", { status: "error", error: "RecursionError" }),
  py(
    "the text of nested lists",
    "import sys\nsys.setrecursionlimit(10**8)\nx=[]\nfor i in range(10**6): x=[x]\nprint(len(repr(x)))",
    { status: "error", error: /RecursionError|MemoryError/ }
  ),
  py("nested source", "eval('('*100000+')'*100000)", {
    status: ["error", "output_limit"],
    error: /SyntaxError|MemoryError|RecursionError/
  }),
  py("a caught one", "def f(): f()\ntry: f()\nexcept RecursionError: print('caught')", prints("caught\n")),
  py(
    "caught at every level",
    "def f():\n try: f()\n except RecursionError: f()\nf()",
    { status: ["error", "timeout"] },
    { timeoutMs: 1_000 }
  ),
  py("__repr__", "class A:\n def __repr__(s): return repr(s)\nrepr(A())", failure("RecursionError")),
  py("__getattr__", "class A:\n def __getattr__(s,n): return getattr(s,n)\nA().x", failure("RecursionError")),
  py("a comparison", "a=[];a.append(a);b=[];b.append(b);a==b", tooDeep),
  py("a copy", "import copy\nx=[]\nfor i in range(10**5): x=[x]\ncopy.deepcopy(x)", tooDeep),
  py("a pickle", "import pickle\nx=[]\nfor i in range(10**5): x=[x]\npickle.dumps(x)", tooDeep),
  py("an import of itself", "import main", { status: ["success", "error"] }),
  py("nested generators", "def g(n):\n yield from g(n+1)\nlist(g(0))", failure("RecursionError")),
  py("a long chain to be freed", "x=None\nfor i in range(10**6): x=(x,)\ndel x\nprint('ok')", {
    status: ["success", "error"],
    stdout: /^(ok\n)?$/
  }),
  py("a regular expression nested deeply", "import re; re.compile('('*5000+')'*5000)", {
    status: ["error", "output_limit"],
    error: /RecursionError|MemoryError|PatternError|OverflowError/
  }),
  py("a class hierarchy nested deeply", "c=object\nfor i in range(200): c=type('C',(c,),{})\nprint('ok')", {
    status: ["success", "error"]
  }),
  js("a function", "const f=()=>f(); f()", failure("RangeError")),
  js(
    "one caught at every level",
    "const f=()=>{try{f()}catch(e){f()}}; f()",
    { status: ["timeout", "error"] },
    { timeoutMs: 300 }
  ),
  js("nested JSON", `JSON.parse("[".repeat(1e6))`, failure(/RangeError|SyntaxError/)),
  js("toString", "const o={toString(){return ''+o}}; ''+o", failure("RangeError")),
  js("a proxy of itself", "const p=new Proxy({},{get(t,k,r){return r[k]}}); p.x", failure("RangeError")),
  js("nested source", `eval("(".repeat(1e5))`, failure(/RangeError|SyntaxError/)),
  js("a circle that is shown", "const o={}; o.o=o; console.log(o)", prints("<ref *1> { o: [Circular *1] }\n"))
]
