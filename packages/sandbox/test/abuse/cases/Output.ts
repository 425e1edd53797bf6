import { failure, js, outputLimit, prints, py } from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

export const output: ReadonlyArray<Case> = [
  py("a flood", "while True: print('x'*1000)", outputLimit),
  py("a flood that catches", "while True:\n try: print('x'*1000)\n except BaseException: pass", outputLimit),
  py("a flood of errors", "import sys\nwhile True: sys.stderr.write('x'*1000)", outputLimit),
  py("a flood by descriptor", "import os\nwhile True: os.write(1, b'x'*1000)", outputLimit),
  py("one long line", "print('x'*10**7)", outputLimit),
  py("a flood at the end", "import atexit; atexit.register(lambda: print('x'*10**6))", outputLimit),
  py("a long exception", "raise ValueError('x'*10**6)", outputLimit),
  py(
    "a warning in a loop",
    "import warnings\nwarnings.simplefilter('always')\nwhile True: warnings.warn('x'*100)",
    outputLimit
  ),
  py("to both streams", "import sys; print('o'); print('e',file=sys.stderr)", { stdout: "o\n", stderr: "e\n" }),
  py("nothing after the limit", "import os, sys\ntry:\n print('x'*10**6)\nfinally:\n sys.stderr.write('late')", {
    ...outputLimit,
    stderr: ""
  }),
  py("binary", "import sys; sys.stdout.buffer.write(bytes(range(256)))", { stdout: /^\0/ }),
  py("terminal sequences, as they are", "print('\\x1b[2J\\x1b]0;title\\x07')", prints("\x1b[2J\x1b]0;title\x07\n")),
  py("a closed stdout", "import sys; sys.stdout.close(); print('x')", failure("ValueError")),
  js("a flood", `while(true) console.log("x".repeat(1000))`, outputLimit),
  js("a flood that catches", `for(;;) try { console.log("x".repeat(1000)) } catch {}`, outputLimit),
  js("a flood of errors", `for(;;) console.error("x".repeat(1000))`, outputLimit),
  js("a long error", `throw new Error("x".repeat(1e6))`, outputLimit),
  js("bytes", `process.stdout.write(new Uint8Array([104,105,10]))`, prints("hi\n")),
  js("nothing after the limit", `try { console.log("x".repeat(1e6)) } finally { console.error("late") }`, {
    ...outputLimit,
    stderr: ""
  }),
  js("terminal sequences, as they are", `console.log("\\x1b[2J")`, prints("\x1b[2J\n"))
]
