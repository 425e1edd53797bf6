import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { pathArguments } from "../src/Paths.ts"
import { run } from "@glissade/test-kit/Programs"

const MiB = 1 << 20

/** A call of each function that takes a path, by the name of the import that it comes to. */
const calls: Readonly<Record<string, string>> = {
  __syscall_chdir: "os.chdir(p)",
  __syscall_chmod: "os.chmod(p, 0o600)",
  __syscall_faccessat: "os.access(p, os.R_OK) or os.stat(p)",
  __syscall_fchmodat2: "os.chmod(p, 0o600, follow_symlinks=False)",
  __syscall_lstat64: "os.lstat(p)",
  __syscall_mkdirat: "os.mkdir(p)",
  __syscall_newfstatat: "os.stat(p, dir_fd=os.open('/', 0))",
  __syscall_openat: "os.open(p, os.O_CREAT | os.O_WRONLY)",
  __syscall_readlinkat: "os.readlink(p)",
  __syscall_renameat: "os.rename('/tmp', p)",
  __syscall_rmdir: "os.rmdir(p)",
  __syscall_stat64: "os.stat(p)",
  __syscall_symlinkat: "os.symlink('/', p)",
  __syscall_truncate64: "os.truncate(p, 0)",
  __syscall_unlinkat: "os.unlink(p)",
  __syscall_utimensat: "os.utime(p)"
}

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("what a Python program takes beside its memory", (it) => {
  it.effect.each(Array.from(pathArguments.keys()))(
    "is no path longer than 4,096 bytes, no name longer than 255: %s",
    (name) =>
      Effect.gen(function* () {
        const call = calls[name]
        assert.isDefined(call, "a call that takes a path and has no test")
        const code = `import os
os.chdir("/")
for p in ("n" * 256, "/" + "n" * 256 + "/x", "./" * 2_048 + "n", "/" * 5_000_000, "é" * 128):
    try: ${call}; print("taken", len(p))
    except OSError as error: print(error.errno)
p = "n" * 255
try: ${call}; print("ok")
except OSError as error: print("ok" if error.errno != 37 else "refused")`
        const result = yield* run(code)
        assert.strictEqual(result.stdout, "37\n37\n37\n37\n37\nok\n", result.stderr ?? "")
      })
  )

  it.effect("is charged for the targets of links", () =>
    Effect.gen(function* () {
      const code = `import os
for i in range(9_000): os.symlink("A" * 4_000, f"l{i}")`
      const refused = yield* run(code, { memoryBytes: 64 * MiB })
      assert.strictEqual(refused.status, "memory_limit")
      assert.isBelow(refused.memoryBytes, 80 * MiB)
      const taken = yield* run(code, { memoryBytes: 256 * MiB })
      assert.strictEqual(taken.status, "success", taken.stderr ?? "")
      assert.isAbove(taken.memoryBytes, 9_000 * 8_000)
      const endless = yield* run(`import os\nos.symlink("A" * 4_097, "l")`)
      assert.isTrue(endless.error?.message.startsWith("[Errno 37] Filename too long: 'AAAA"))
    })
  )

  it.effect("is charged for what pipes hold, and not for what went through them", () =>
    Effect.gen(function* () {
      const held = yield* run("import os\nr, w = os.pipe()\nwhile True: os.write(w, b'x' * 10**6)", {
        memoryBytes: 64 * MiB
      })
      assert.strictEqual(held.status, "memory_limit")
      const poured = yield* run(
        "import os\nr, w = os.pipe()\nfor i in range(2_000): os.write(w, b'x' * 50_000); os.read(r, 50_000)",
        { memoryBytes: 64 * MiB }
      )
      assert.strictEqual(poured.status, "success", poured.stderr ?? "")
      assert.isBelow(poured.memoryBytes, 45 * MiB)
    })
  )

  it.effect("is a thousand descriptors at most, whichever call makes them", () =>
    Effect.gen(function* () {
      for (const call of ["os.dup(1)", "os.open('/', 0)", "os.pipe()[0]", "fcntl.fcntl(1, fcntl.F_DUPFD, 500)"]) {
        const code = `import fcntl, os
made = []
try:
    while True: made.append(${call})
except OSError as error: print(error.errno, 400 < len(made) < 1_030)
for one in made[:2]: os.close(one)
os.stat("/")
print(len(os.listdir("/")) > 2)`
        const result = yield* run(code)
        assert.strictEqual(result.stdout, "33 True\nTrue\n", `${call} ${result.stderr}`)
      }
      const far = yield* run("import fcntl\nfcntl.fcntl(1, fcntl.F_DUPFD, 10**9)")
      assert.strictEqual(far.error?.type, "OSError")
    })
  )

  it.effect("may open and close as often as it likes", () =>
    Effect.gen(function* () {
      const { memoryBytes, status } = yield* run("for i in range(20_000): open('/tmp/x', 'w').close()")
      assert.strictEqual(status, "success")
      assert.isBelow(memoryBytes, 45 * MiB)
    })
  )

  it.effect("is no terminal, which would keep what is written to it", () =>
    Effect.gen(function* () {
      const code =
        "import os\nfor n in ('tty', 'tty1'):\n  try: os.open('/dev/' + n, os.O_WRONLY)\n  except OSError as e: print(e.errno)"
      assert.strictEqual((yield* run(code)).stdout, "44\n44\n")
    })
  )

  it.effect("shows nothing of what other programs did, nor for how long the interpreter has been there", () =>
    Effect.gen(function* () {
      const code = `import os, time
r, w = os.pipe()
print(os.readlink(f"/proc/self/fd/{r}"), time.monotonic() < 1, time.perf_counter() < 1, time.process_time() < 1)
print({int(os.stat(path).st_mtime) for path in ("/", "/lib", "/dev", "/lib/python314.zip", "/dev/null", "/proc")})
time.sleep(0.05)
print(0.05 <= time.monotonic() < 1)`
      const first = yield* run(code)
      assert.strictEqual(first.stdout, "pipe[0] True True True\n{1767225600}\nTrue\n", first.stderr ?? "")
      yield* run("import os, time\nfor i in range(100): os.pipe()\ntime.sleep(1)")
      assert.strictEqual((yield* run(code)).stdout, first.stdout)
    })
  )
})
