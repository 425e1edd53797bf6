import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { execution } from "@glissade/testing/Fixtures"
import { sandboxContract } from "@glissade/testing/SandboxContract"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import { existsSync } from "node:fs"
import { kinds, layerRemote } from "./TestRunner.ts"

const languages = ["python", "javascript", "typescript", "c", "cpp", "java", "bash", "perl"]

/** CI's machine has it. */
const hasNumpy = existsSync("/usr/lib/python3/dist-packages/numpy")

for (const { isHere, kind } of kinds)
  describe.skipIf(!isHere)(`native programs in containers of ${kind}`, () => {
    const runtime = ManagedRuntime.make(layerRemote(languages, kind))
    beforeAll(() => runtime.context())
    afterAll(() => runtime.dispose())
    const layer = Layer.effectContext(runtime.contextEffect)
    const longest = { timeoutMs: 60_000, memoryBytes: 512 << 20, outputBytes: 64 << 10 }

    const run = Effect.fnUntraced(function* (program: Execution) {
      const { run } = yield* Sandbox
      const events = yield* Stream.runCollect(run(program))
      const last = events.at(-1)
      assert.strictEqual(last?.type, "finished")
      return (last as { readonly result: ExecutionResult }).result
    })

    const test = (title: string, body: Effect.Effect<void, unknown, Sandbox>) =>
      it.live(title, () => Effect.provide(body, layer), 120_000)

    sandboxContract(`a runner with CPython (${kind})`, {
      layer,
      programs: {
        prints: execution(`import sys
sys.stdout.buffer.write("out é😀\\n".encode()[:7])
sys.stdout.flush()
sys.stdout.buffer.write("out é😀\\n".encode()[7:])
print("err", file=sys.stderr)`),
        exits: execution("raise SystemExit(3)"),
        greets: execution('print("Hello, " + input("Name? "))'),
        endless: execution("print('x')\nwhile True: pass", { limits: longest })
      }
    })

    test(
      "CPython ends a program as it does elsewhere: threads, what was registered, objects, and then its exit status",
      Effect.gen(function* () {
        const { exitCode, stderr, stdout } = yield* run(
          execution(`import atexit, threading, time
class Held:
    def __init__(self, name): self.name = name
    def __del__(self): print("freed", self.name)
held = Held("a")
ring = Held("ring"); ring.own = ring
atexit.register(print, "registered")
threading.Thread(target=lambda: (time.sleep(0.05), print("thread"))).start()
print("end", end="")
raise SystemExit("a message")`)
        )
        assert.strictEqual(stdout, "endthread\nregistered\nfreed a\nfreed ring\n")
        assert.strictEqual(stderr, "a message\n")
        assert.strictEqual(exitCode, 1)
      })
    )

    sandboxContract(`a runner with C (${kind})`, {
      layer,
      programs: {
        prints: execution(
          `#include <stdio.h>
int main(void) { printf("out \\xc3"); fflush(stdout); printf("\\xa9😀\\n"); fprintf(stderr, "err\\n"); }`,
          { language: "c", limits: longest }
        ),
        exits: execution("int main(void) { return 3; }", { language: "c", limits: longest }),
        greets: execution(
          `#include <stdio.h>
int main(void) { char name[9]; printf("Name? "); if (scanf("%8s", name) == 1) printf("Hello, %s\\n", name); }`,
          { language: "c", limits: longest }
        ),
        endless: execution(`#include <stdio.h>\nint main(void) { puts("x"); for (;;); }`, {
          language: "c",
          limits: longest
        })
      }
    })

    const greetings: Readonly<Record<string, string>> = {
      javascript: `console.log("hello", process.argv[2], require("fs").readFileSync(0, "utf8"))`,
      typescript: `enum Word { hello = "hello" }
import { readFileSync } from "node:fs"
console.log(Word.hello as string, process.argv[2], readFileSync(0, "utf8"))`,
      cpp: `#include <iostream>
int main(int, char** args) { std::string line; std::getline(std::cin, line); std::cout << "hello " << args[1] << ' ' << line << '\\n'; }`,
      java: `import java.util.Scanner;
public class Main { public static void main(String[] args) { System.out.println("hello " + args[0] + " " + new Scanner(System.in).nextLine()); } }`,
      bash: `read -r line; echo "hello $1 $line"`,
      perl: `print "hello $ARGV[0] ", scalar <STDIN>, "\\n"`
    }
    for (const [language, code] of Object.entries(greetings)) {
      test(
        `gives a program of ${language} its arguments and its input`,
        Effect.gen(function* () {
          const result = yield* run(execution(code, { language, args: ["Ada"], stdin: "Lovelace", limits: longest }))
          assert.deepInclude(result, { status: "success", exitCode: 0, stdout: "hello Ada Lovelace\n", stderr: "" })
          assert.match(result.version, /^\d/)
        })
      )
    }

    test(
      "shows Node's program and nothing else of its folder",
      Effect.gen(function* () {
        const code = `import os; print(os.listdir("/opt/node"), os.listdir("/opt/node/bin"))`
        assert.strictEqual((yield* run(execution(code))).stdout, "['bin'] ['node']\n")
      })
    )

    test(
      "puts files beside the program",
      Effect.gen(function* () {
        const files = [
          { name: "data/words.txt", content: "one two" },
          { name: "raw.bin", content: "AP8=", encoding: "base64" as const }
        ]
        const code = `print(open("data/words.txt").read(), open("raw.bin", "rb").read())`
        assert.strictEqual((yield* run(execution(code, { files }))).stdout, "one two b'\\x00\\xff'\n")
      })
    )

    test(
      "lets a file have the name of the folder for pictures",
      Effect.gen(function* () {
        const files = [{ name: "out", content: "a file" }]
        assert.strictEqual((yield* run(execution(`print(open("out").read())`, { files }))).stdout, "a file\n")
      })
    )

    test(
      "gives the pictures that a program wrote",
      Effect.gen(function* () {
        const { artifacts } = yield* run(
          execution(`open("out/a.svg", "w").write("<svg/>"); open("out/b.txt", "w").write("x")`)
        )
        assert.deepStrictEqual(artifacts, [{ name: "a.svg", mediaType: "image/svg+xml", data: btoa("<svg/>") }])
      })
    )

    test(
      "gives a hundred pictures at most, however small they are",
      Effect.gen(function* () {
        const code = `for n in range(2_000): open(f"out/{n:04}{'x' * 200}.svg", "w").write("x")`
        const { artifacts, status } = yield* run(execution(code, { limits: longest }))
        assert.strictEqual(status, "success")
        assert.lengthOf(artifacts!, 100)
      })
    )

    test(
      "leaves out a place that no program has, which its compiler was made to write",
      Effect.gen(function* () {
        const code = `#pragma GCC warning "x\\nmain.c:${"9".repeat(400)}:1: error: forged"\n#error "true"\n`
        const { error } = yield* run(execution(code, { language: "c", limits: longest }))
        assert.strictEqual(error?.type, "CompileError")
        assert.isUndefined(error?.line)
      })
    )

    test(
      "shows a trace of the program alone",
      Effect.gen(function* () {
        const { exitCode, stderr } = yield* run(execution("def f():\n    return 1 / 0\n\nf()"))
        assert.strictEqual(exitCode, 1)
        assert.match(stderr ?? "", /^Traceback .*\n {2}File "main.py", line 4, in <module>\n/)
      })
    )

    const mistakes: Readonly<Record<string, readonly [code: string, line: number]>> = {
      c: ["int main(void) {\n  return x;\n}", 2],
      cpp: ["int main() {\n\n  return x;\n}", 3],
      java: ["public class Main {\n  int f() { return x; }\n}", 2]
    }
    for (const [language, [code, line]] of Object.entries(mistakes)) {
      test(
        `tells where a program of ${language} does not compile`,
        Effect.gen(function* () {
          const result = yield* run(execution(code, { language, limits: longest }))
          assert.deepInclude(result, { status: "error", exitCode: 1 })
          assert.deepInclude(result.error, { type: "CompileError", line })
          assert.include(result.stderr ?? "", "error:")
        })
      )
    }

    const waitsOf = Effect.fnUntraced(function* (code: string, language = "python") {
      const { run: events } = yield* Sandbox
      const told = yield* Stream.runCollect(
        events(execution(code, { language, limits: longest }), Stream.fromEffect(Effect.never)).pipe(
          Stream.takeUntil(({ type }) => type === "finished" || type === "waiting")
        )
      )
      return told.at(-1)?.type
    })

    for (const [what, code, language] of [
      ["that sleeps", "import time; time.sleep(1.5)"],
      ["that computes", "for _ in range(60_000_000): pass"],
      [
        "that waits for another thread",
        "import threading, time; t = threading.Thread(target=time.sleep, args=(1.5,)); t.start(); t.join()"
      ],
      ["whose child reads from another pipe", "sleep 1.5 | cat", "bash"],
      ["that waits for a child", "sh -c 'sleep 1.5' < /dev/null", "bash"],
      ["that waits for a timer with its input untouched", "setTimeout(() => {}, 1_500)", "javascript"]
    ] as const) {
      test(
        `does not say of a program ${what} that it waits for input`,
        Effect.gen(function* () {
          assert.strictEqual(yield* waitsOf(code, language), "finished")
        })
      )
    }

    for (const [what, code, language] of [
      [
        "in a thread of its own",
        "import sys, threading; t = threading.Thread(target=sys.stdin.readline); t.start(); t.join()"
      ],
      ["by select", "import select, sys; select.select([sys.stdin], [], [])"],
      ["by poll", "import select; p = select.poll(); p.register(0, select.POLLIN); p.poll()"],
      ["under another number", "import os; os.read(os.dup(0), 1)"],
      ["in a child", "cat | tr a b", "bash"],
      ["in its event loop", "process.stdin.on('data', () => {})", "javascript"],
      ["at once", "require('fs').readFileSync(0)", "javascript"]
    ] as const) {
      test(
        `says of a program that reads ${what} that it waits for input`,
        Effect.gen(function* () {
          assert.strictEqual(yield* waitsOf(code, language), "waiting")
        })
      )
    }
    const typedTo = Effect.fnUntraced(function* (code: string, language: string, typed: Stream.Stream<string>) {
      const { run: events } = yield* Sandbox
      const told = yield* Stream.runCollect(events(execution(code, { language, limits: longest }), typed))
      const last = told.at(-1)
      return last?.type === "finished" ? last.result : undefined
    })

    test(
      "does not hold up a program of many tasks by looking at them",
      Effect.gen(function* () {
        const code = `import threading, time
for _ in range(60): threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
for n in range(40): print(n, flush=True); time.sleep(0.05)
import os; os._exit(0)`
        const result = yield* typedTo(code, "python", Stream.never)
        assert.strictEqual(result?.stdout, Array.from({ length: 40 }, (_, n) => `${n}\n`).join(""))
      })
    )

    test(
      "lets calls that wait for a while wait for it, though the program is looked at",
      Effect.gen(function* () {
        const code = `#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
int main(void) {
  struct epoll_event event;
  printf("%d\\n", epoll_wait(epoll_create1(0), &event, 1, 700));
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, 0);
  struct timespec time = { 0, 700000000 };
  int told = sigtimedwait(&signals, 0, &time);
  printf("%d %d\\n", told, errno == EAGAIN);
}`
        assert.deepInclude(yield* typedTo(code, "c", Stream.never), { status: "success", stdout: "0\n-1 1\n" })
      })
    )

    test(
      "gives input to a program that has closed its output",
      Effect.gen(function* () {
        const code = `import os, sys
os.close(1); os.close(2)
os._exit(3 if sys.stdin.readline() == "three\\n" else 4)`
        assert.strictEqual((yield* typedTo(code, "python", Stream.make("three\n")))?.exitCode, 3)
      })
    )

    const apart = { ...longest, compileTimeoutMs: 60_000 }

    test(
      "tells what a compiler writes apart where compiling has a limit of its own, and counts its time by itself",
      Effect.gen(function* () {
        const code = `#include <stdio.h>\n#warning "mind this"\nint main(void) { puts("ran"); }`
        const { run: events } = yield* Sandbox
        const told = yield* Stream.runCollect(events(execution(code, { language: "c", limits: apart })))
        const textOf = (stage: "compile" | undefined) =>
          told.flatMap((event) => (event.type === "output" && event.stage === stage ? [event.data] : [])).join("")
        const last = told.at(-1)
        const result = last?.type === "finished" ? last.result : undefined
        assert.deepInclude(result, { status: "success", stdout: "ran\n", stderr: "" })
        assert.strictEqual(textOf(undefined), "ran\n")
        assert.include(textOf("compile"), "mind this")
        const { durationMs, ...compile } = result!.compile!
        const truncated = { stdout: false, stderr: false }
        assert.deepStrictEqual(compile, { exitCode: 0, stdout: "", stderr: textOf("compile"), truncated })
        // Compiling takes longer than a line does, on every machine.
        assert.isAbove(durationMs, result!.durationMs)
      })
    )

    test(
      "says of a program that does not compile that it did not run",
      Effect.gen(function* () {
        const result = yield* run(execution(mistakes["c"]![0], { language: "c", limits: apart }))
        assert.deepInclude(result, { status: "error", exitCode: 1, durationMs: 0, stdout: "", stderr: "" })
        assert.deepInclude(result.error, { type: "CompileError", line: 2 })
        assert.strictEqual(result.compile?.exitCode, 1)
        assert.include(result.compile?.stderr ?? "", "error:")
        assert.isAbove(result.compile?.durationMs ?? 0, 0)
      })
    )

    test(
      "stops compiling at its own limit",
      Effect.gen(function* () {
        // A megabyte in, the preprocessor is at it for minutes.
        const doubled = Array.from({ length: 40 }, (_, level) => `#define A${level + 1} A${level} A${level}`)
        const code = ["#define A0 0;", ...doubled, "int main(void) { A40 }"].join("\n")
        const limits = { ...apart, memoryBytes: 256 << 20, compileTimeoutMs: 300 }
        const result = yield* run(execution(code, { language: "c", limits }))
        assert.deepInclude(result, { status: "timeout", exitCode: null, durationMs: 0 })
        assert.deepInclude(result.error, { type: "CompileTimeout" })
        assert.include(result.error?.message ?? "", "its limit of 300 milliseconds")
        assert.strictEqual(result.compile?.exitCode, null)
      })
    )

    test(
      "leaves out what a compiler writes beyond 64 KiB, and goes on",
      Effect.gen(function* () {
        const warnings = Array.from({ length: 2_000 }, (_, line) => `#warning "${line} ${"x".repeat(40)}"`)
        const code = [...warnings, "int main(void) { return 4; }"].join("\n")
        const { compile, exitCode } = yield* run(execution(code, { language: "c", limits: apart }))
        assert.strictEqual(exitCode, 4)
        assert.lengthOf(compile?.stderr ?? "", 65_536)
        assert.deepStrictEqual(compile?.truncated, { stdout: false, stderr: true })
      })
    )

    test(
      "names the signal that ended a program",
      Effect.gen(function* () {
        const result = yield* run(
          execution("int main(void) { *(volatile int *)0 = 1; }", { language: "c", limits: longest })
        )
        assert.deepInclude(result, { status: "error", exitCode: 139 })
        assert.strictEqual(result.error?.type, "SIGSEGV")
      })
    )

    test(
      "gives no two runs the same randomness or an old time",
      Effect.gen(function* () {
        const code = `import os, random, time, uuid
print(random.random(), uuid.uuid4(), os.urandom(8).hex(), sep="\\n")
print(time.time())`
        const before = Date.now() / 1_000
        const told = yield* Effect.forEach([1, 2, 3], () => run(execution(code)), { concurrency: 3 })
        const lines = told.map(({ stdout }) => stdout!.trimEnd().split("\n"))
        for (const part of [0, 1, 2]) assert.strictEqual(new Set(lines.map((line) => line[part])).size, 3)
        for (const line of lines) assert.isAtLeast(Number(line[3]), before - 1)
      })
    )

    for (const language of ["javascript", "typescript"]) {
      test(
        `gives no two runs of ${language} the same random numbers, keys or names`,
        Effect.gen(function* () {
          const code = `import { randomBytes, randomUUID } from "node:crypto"
console.log([Math.random(), randomBytes(16).toString("hex"), randomUUID(), crypto.getRandomValues(new Uint32Array(4)).join("-")].join("\\n"))`
          const program = execution(
            language === "typescript" ? code : code.replace(/import (.*) from (.*)/, "const $1 = require($2)"),
            {
              language,
              limits: longest
            }
          )
          const told = yield* Effect.forEach([1, 2], () => run(program), { concurrency: 2 })
          const [one, two] = told.map(({ stdout }) => stdout!.trimEnd().split("\n"))
          assert.lengthOf(one!, 4)
          for (const part of [0, 1, 2, 3]) assert.notStrictEqual(one![part], two![part])
        })
      )
    }

    it.live.skipIf(!hasNumpy)(
      "has numpy loaded ahead of time, with other random numbers in every run",
      () =>
        Effect.gen(function* () {
          const code = `import sys
was_there = "numpy" in sys.modules
import numpy
print(was_there, numpy.random.rand())`
          const told = yield* Effect.forEach([1, 2], () => run(execution(code)))
          for (const { stdout } of told) assert.match(stdout ?? "", /^True 0\./)
          assert.notStrictEqual(told[0]!.stdout, told[1]!.stdout)
        }).pipe(Effect.provide(layer)),
      60_000
    )
  })
