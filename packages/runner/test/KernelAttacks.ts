import { assert } from "@effect/vitest"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Kind } from "./TestRunner.ts"

/** A program that attacks, and what must be seen of it from outside. */
export type Attack = readonly [code: string, check: (result: ExecutionResult, kind: Kind) => void]

const lines = ({ stdout }: ExecutionResult): ReadonlyArray<string> => (stdout ?? "").trimEnd().split("\n")

/** Calls by name, with arguments that ask for something. The numbers are those of x86-64 and arm64. */
const calls = `import ctypes, errno, os, platform
libc = ctypes.CDLL(None, use_errno=True)
arm = platform.machine() == "aarch64"
room = ctypes.create_string_buffer(4096)
def told(name, x64, arm64, *args):
    ctypes.set_errno(0)
    answer = libc.syscall(arm64 if arm else x64, *args)
    print(name, "done" if answer >= 0 else errno.errorcode[ctypes.get_errno()])
`

/** What no program may do, whoever answers its calls. */
const refusedByAll = `told("mount", 165, 40, b"none", b"/tmp", b"tmpfs", 0, None)
told("pivot_root", 155, 41, b"/tmp", b"/tmp")
told("swapon", 167, 224, b"/tmp/x", 0)
told("init_module", 175, 105, room, 4096, b"")
told("kexec_load", 246, 104, 0, 0, None, 0)
told("reboot", 169, 142, 0xfee1dead, 672274793, 0x01234567, None)
told("open_by_handle_at", 304, 265, -100, room, 0)
told("bpf", 321, 280, 0, room, 120)
told("perf_event_open", 298, 241, room, 0, -1, -1, 0)
told("userfaultfd", 323, 282, 0)
told("settimeofday", 164, 170, room, None)
told("acct", 163, 89, b"/tmp/x")
told("setns", 308, 268, os.open("/proc/self/ns/net", os.O_RDONLY), 0)
`

/** What gVisor's own kernel answers, and the machine's must not. */
const refusedByFilter = `told("unshare user", 272, 97, 0x10000000)
told("unshare net", 272, 97, 0x40000000)
told("clone user", 56, 220, 0x10000000 | 17, 0, 0, 0, 0)
told("clone3", 435, 435, room, 64)
told("io_uring_setup", 425, 425, 8, room)
told("ptrace", 101, 117, 0, 0, 0, 0)
told("process_vm_readv", 310, 270, os.getpid(), room, 1, room, 1, 0)
told("add_key", 248, 217, b"user", b"x", b"y", 1, -2)
told("keyctl", 250, 219, 0, -3, 1)
told("request_key", 249, 218, b"user", b"x", None, -2)
told("syslog", 103, 116, 3, room, 4096)
told("personality", 135, 92, 0x40000)
told("seccomp", 317, 277, 0, 0, None)
told("name_to_handle_at", 303, 264, -100, b"/tmp", room, room, 0)
told("core limit", 302, 261, 0, 4, ctypes.create_string_buffer(16), None)
told("younger than the filter", 462, 462, 0, 0, 0)
`

/** Programs that attack the kernel: gVisor's, or the machine's where the container is bubblewrap's. */
export const kernelAttacks: Readonly<Record<string, Attack>> = {
  "asks a kernel for what is its owner's": [
    calls + refusedByAll + refusedByFilter,
    (result, kind) => {
      const answers = lines(result)
      const refused = refusedByAll.match(/(?<=^told\(")[^"]+/gm)!
      const filtered = refusedByFilter.match(/(?<=^told\(")[^"]+/gm)!
      assert.strictEqual(result.status, "success", result.stderr ?? "")
      for (const name of refused) assert.notInclude(answers, `${name} done`)
      if (kind === "gvisor") return
      for (const name of [...refused, ...filtered])
        assert.isTrue(
          answers.some((answer) => answer === `${name} EPERM` || answer === `${name} ENOSYS`),
          `${name}: ${result.stdout}`
        )
    }
  ],
  "opens sockets of all families": [
    `import socket
for family in range(1, 46):
    for type in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
        try:
            socket.socket(family, type).close()
            print(family)
            break
        except OSError: pass`,
    (result, kind) => {
      const families = lines(result).map(Number)
      assert.include(families, 1)
      // AF_PACKET sees all that passes a machine's network.
      assert.notInclude(families, 17)
      if (kind === "bubblewrap") assert.deepStrictEqual(families, [1])
    }
  ],
  "reaches for a kernel's switches and memory": [
    `import os
for path in ("/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/vm/drop_caches", "/dev/mem", "/dev/kmsg",
             "/proc/sys/user/max_user_namespaces", "/proc/1/setgroups", "/proc/self/timerslack_ns", "/dev/x"):
    try:
        with open(path, "r+" if path != "/dev/x" else "x") as file: file.write("1")
        print("wrote", path)
    except OSError: pass
for path in ("/proc/kcore", "/proc/kmsg", "/dev/mem", "/dev/vda", "/dev/sda"):
    try:
        with open(path, "rb") as file: print("read", path, file.read(1))
    except OSError: pass
try:
    os.mknod("/tmp/disk", 0o60666, os.makedev(254, 0))
    print("made a device", open("/tmp/disk", "rb").read(1))
except OSError: pass
try:
    with open("/proc/self/oom_score_adj", "w") as file: file.write("-1000")
    print("is never killed for memory")
except OSError: pass
print(open("/proc/self/oom_score_adj").read().strip(), os.path.exists("/sys/kernel"), sorted(os.listdir("/dev")))`,
    (result, kind) => {
      const told = lines(result)
      const own = told.at(-1)!
      // Files of gVisor's kernel are the container's own.
      if (kind === "gvisor") return assert.notInclude(told, "made a device")
      assert.deepStrictEqual(
        told.slice(0, -1).filter((line) => !line.endsWith("timerslack_ns")),
        []
      )
      const devices = "'fd', 'full', 'null', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'urandom', 'zero'"
      assert.strictEqual(own, `1000 False [${devices}]`)
    }
  ],
  "looks at what holds it": [
    `import os
for pid in ("1", "self"):
    said = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status").read().splitlines())
    print(*(said.get(name, "").strip() for name in ("Uid", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp")), sep="|")
import resource
print(*(resource.getrlimit(limit) for limit in (resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC, resource.RLIMIT_CORE, resource.RLIMIT_FSIZE)))`,
    (result, kind) => {
      if (kind === "gvisor") return
      const none = "0".repeat(16)
      const uids = "1000\t1000\t1000\t1000"
      const held = [uids, none, none, none, none, 1, 2].join("|")
      const limits = `(1024, 1024) (256, 256) (1, 1) (${64 << 20}, ${64 << 20})`
      assert.deepStrictEqual(lines(result), [held, held, limits])
    }
  ],
  "floods the other streams of its supervisor": [
    `import os, threading
def flood(fd):
    try:
        out = os.open(f"/proc/1/fd/{fd}", os.O_WRONLY)
        while True: os.write(out, b"x" * 65_536)
    except OSError: pass
for fd in (2, 3, 4, 10): threading.Thread(target=flood, args=(fd,), daemon=True).start()
import time
time.sleep(1)
os._exit(0)`,
    // Its own threads may keep the processor from the one that ends it.
    (result) => assert.include(["success", "error", "timeout"], result.status)
  ],
  "makes threads without end": [
    `import threading, time
count = 0
try:
    while count < 5_000:
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
        count += 1
except RuntimeError: pass
print(count)
import os
os._exit(0)`,
    (result, kind) => {
      if (kind === "bubblewrap") assert.isBelow(Number(result.stdout), 256)
    }
  ],
  "takes memory in many processes, each little": [
    `import os, time
for n in range(40):
    if os.fork() == 0:
        x = bytearray(16 << 20)
        time.sleep(3)
        os._exit(0)
time.sleep(2)`,
    ({ memoryBytes }) => assert.isAtMost(memoryBytes, (128 << 20) + (1 << 20))
  ]
}
