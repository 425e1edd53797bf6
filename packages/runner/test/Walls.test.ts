import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { Sandbox } from "@glissade/core/Sandbox"
import type { Execution } from "@glissade/protocol/Execution"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { execution } from "@glissade/testing/Fixtures"
import * as Effect from "effect/Effect"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Stream from "effect/Stream"
import type { Attack } from "./KernelAttacks.ts"
import { kernelAttacks } from "./KernelAttacks.ts"
import { kinds, layerRemote } from "./TestRunner.ts"

const limits = { timeoutMs: 5_000, memoryBytes: 128 << 20, outputBytes: 20_000 }

const attacks: Readonly<Record<string, Attack>> = {
  ...kernelAttacks,
  "forks without end": [
    "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    ({ status }) => assert.notStrictEqual(status, "success")
  ],
  "takes memory without end": [
    "x = []\nwhile True: x.append(bytearray(10_000_000))",
    ({ memoryBytes, status }) => {
      assert.strictEqual(status, "memory_limit")
      assert.isAtMost(memoryBytes, limits.memoryBytes + (1 << 20))
    }
  ],
  "fills its folder and /tmp": [
    `import errno
for path in ("big", "/tmp/big"):
    try:
        with open(path, "wb") as file:
            while True: file.write(bytes(1 << 20))
    except OSError as error:
        print(errno.errorcode[error.errno])`,
    ({ status, stdout }) =>
      assert.isTrue(
        status === "memory_limit" || /^(?:ENOSPC|EFBIG)\n(?:ENOSPC|EFBIG)\n$/.test(stdout ?? ""),
        `${status}: ${stdout}`
      )
  ],
  "makes a hundred thousand files": [
    "for n in range(100_000): open(f'/tmp/{n}', 'w').close()",
    ({ status }) => assert.include(["success", "timeout", "memory_limit", "error"], status)
  ],
  "writes output without end": [
    "while True: print('x' * 1_000)",
    ({ status, stdout, truncated }) => {
      assert.strictEqual(status, "output_limit")
      assert.isTrue(truncated.stdout)
      assert.strictEqual(stdout?.length, limits.outputBytes)
    }
  ],
  "computes without end in four processes": [
    "import os\nos.fork(); os.fork()\nwhile True: pass",
    ({ status }) => assert.strictEqual(status, "timeout")
  ],
  "leaves a process behind that holds its output": [
    "import subprocess\nsubprocess.Popen(['sleep', '1000'])\nprint('left')",
    ({ durationMs, status, stdout }) => {
      assert.deepStrictEqual([status, stdout], ["success", "left\n"])
      assert.isBelow(durationMs, limits.timeoutMs)
    }
  ],
  "forges the frames of its supervisor": [
    `import os
try:
    with open("/proc/1/fd/1", "wb", buffering=0) as out:
        out.write(b"x\\0\\0\\0\\x07run 0 0z\\0\\0\\0\\0" + b"q\\xff\\xff\\xff\\xff")
except OSError as error:
    print(type(error).__name__)`,
    ({ status }) => assert.include(["success", "error"], status)
  ],
  "ends its supervisor": [
    "import os\nfor signal in (15, 9):\n    try: os.kill(1, signal)\n    except OSError: pass\nprint('there')",
    ({ status }) => assert.include(["success", "error"], status)
  ],
  "opens a socket to the network": [
    `import socket
for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("169.254.169.254", 80))):
    try:
        socket.create_connection(address, timeout=1)
        print("connected")
    except OSError as error:
        print("refused")`,
    ({ stdout }) => assert.strictEqual(stdout, "refused\nrefused\n")
  ],
  "looks for what is the machine's": [
    `import os
for path in ("/root", "/home", "/etc/shadow", "/etc/machine-id", "/var", "/work", "/usr/local", "/sys", "/proc/1/root/etc/shadow", "/mnt"):
    try: print(path, os.listdir(path) if os.path.isdir(path) else len(open(path).read()))
    except OSError: pass
print(sorted(os.environ))
print(open("/proc/1/environ", "rb").read().split(b"\\0")[:-1])`,
    ({ stdout }) => {
      const lines = (stdout ?? "").trimEnd().split("\n")
      for (const path of ["/etc/shadow", "/etc/machine-id", "/var", "/work", "/usr/local", "/mnt", "/proc/1/root"]) {
        assert.isFalse(
          lines.some((line) => line.startsWith(path)),
          stdout ?? ""
        )
      }
      assert.include(lines, "/home ['run']")
      const [own, first] = lines.slice(-2)
      assert.notMatch(own!, /TOKEN|KEY|SECRET|GLISSADE|NODE/)
      assert.notMatch(first!, /TOKEN|KEY|SECRET|GLISSADE|NODE/)
    }
  ],
  "wants more rights": [
    `import ctypes, os, subprocess
libc = ctypes.CDLL(None, use_errno=True)
def told(name, *args):
    print(name, "done" if getattr(libc, name)(*args) == 0 else "refused")
told("setuid", 0)
told("mount", b"none", b"/tmp", b"tmpfs", 0, None)
told("chroot", b"/tmp")
told("sethostname", b"x", 1)
print(os.getuid(), os.geteuid(), open("/proc/self/status").read().count("CapEff:\\t0000000000000000"))
print(subprocess.run(["su", "-c", "true"], capture_output=True).returncode != 0)
# gVisor has user namespaces, as Linux does: their capabilities are good within them alone.
libc.unshare(0x10000000 | 0x00020000)
told("mount", b"/proc/1/root", b"/tmp", None, 4096, None)
print(os.path.exists("/tmp/etc/shadow"))`,
    ({ stdout }) => {
      assert.notMatch(stdout ?? "", /^(?:setuid|chroot|sethostname) done$/m)
      assert.match(stdout ?? "", /^1000 1000 1$/m)
      assert.match(stdout ?? "", /^True$/m)
      assert.match(stdout ?? "", /^False$/m)
    }
  ],
  "writes where programs are": [
    `for path in ("/usr/bin/python3", "/glissade/warm.py", "/etc/passwd", "/opt/node/bin/node", "/usr/x", "/x"):
    try:
        open(path, "ab").close()
        print("wrote", path)
    except OSError: pass`,
    ({ stdout }) => assert.strictEqual(stdout, "")
  ],
  "leaves something for the next run": [
    `import os
for path in ("/tmp/left", "left", "/dev/shm/left", "/dev/left"):
    try: open(path, "w").close()
    except OSError: pass
print(os.path.exists("/tmp/left"))`,
    ({ stdout }) => assert.strictEqual(stdout, "True\n")
  ]
}

for (const { isHere, kind } of kinds)
  describe.skipIf(!isHere)(`a native program in a container of ${kind} that`, () => {
    const runtime = ManagedRuntime.make(layerRemote(["python"], kind))
    beforeAll(() => runtime.context())
    afterAll(() => runtime.dispose())

    const run = (code: string, changes: Partial<Execution> = {}) =>
      Effect.gen(function* () {
        const sandbox = yield* Sandbox
        const events = yield* Stream.runCollect(sandbox.run(execution(code, { limits, ...changes })))
        return (events.at(-1) as { readonly result: ExecutionResult }).result
      })

    const after = `import os
print(os.path.exists("/tmp/left"), os.path.exists("left"), sorted(os.listdir(".")), len([p for p in os.listdir("/proc") if p.isdigit()]))`

    for (const [what, [code, check]] of Object.entries(attacks)) {
      it(
        `${what} harms only its own run`,
        () =>
          runtime.runPromise(
            Effect.gen(function* () {
              check(yield* run(code), kind)
              const next = yield* run(after)
              // The supervisor and the program.
              assert.strictEqual(next.stdout, "False False ['main.py', 'out'] 2\n")
            })
          ),
        60_000
      )
    }
  })
