import { assert, describe, it } from "@effect/vitest"
import { audit, judge } from "@glissade/test-kit/FilterJudge"
import { existsSync, readFileSync } from "node:fs"
import { allowedCalls, seccompFilter } from "../../src/isolation/Seccomp.ts"

const special: Readonly<Record<string, { clone: number; ioctl: number; prctl: number }>> = {
  x64: { clone: 56, ioctl: 16, prctl: 157 },
  arm64: { clone: 220, ioctl: 29, prctl: 167 }
}

describe.each(["x64", "arm64"])("the filter of system calls for %s", (architecture) => {
  const filter = seccompFilter(architecture)!
  const arch = audit[architecture]!
  const { clone, ioctl, prctl } = special[architecture]!

  it("lets through the calls on its list and no other", () => {
    const allowed = new Set(allowedCalls(architecture)!.values())
    assert.isAbove(allowed.size, 70)
    const conditional = new Set([clone, ioctl, prctl])
    for (let number = 0; number < 1_024; number++) {
      if (conditional.has(number)) continue
      assert.strictEqual(judge(filter, arch, number), allowed.has(number) ? "allow" : 38, `${number}`)
    }
    for (const number of allowed) assert.strictEqual(judge(filter, arch, 0x40000000 + number), 38)
  })

  it("makes threads and no processes", () => {
    assert.strictEqual(judge(filter, arch, clone, [0x3d0f00]), "allow")
    for (const flags of [17, 0x4111, 0x10000000, 0x20000000]) assert.strictEqual(judge(filter, arch, clone, [flags]), 1)
  })

  it("types nothing into a terminal, and keeps what a process is", () => {
    assert.strictEqual(judge(filter, arch, ioctl, [0, 0x5401]), "allow")
    for (const request of [0x5412, 0x541c, 0x8933]) assert.strictEqual(judge(filter, arch, ioctl, [0, request]), 25)
    assert.strictEqual(judge(filter, arch, prctl, [15]), "allow")
    for (const option of [4, 8, 22, 24, 38]) assert.strictEqual(judge(filter, arch, prctl, [option]), 1)
  })

  it("kills a process that calls as another architecture does", () => {
    for (const other of [0x40000003, 0x40000028, 0]) assert.strictEqual(judge(filter, other, 1), "kill")
  })
})

const dangerous =
  "socket connect bind listen accept accept4 sendto sendmsg socketpair fork vfork clone3 execveat kill tkill ptrace process_vm_readv " +
  "process_vm_writev pidfd_open pidfd_getfd pidfd_send_signal mount umount2 pivot_root chroot unshare setns bpf perf_event_open " +
  "io_uring_setup io_uring_enter keyctl add_key request_key userfaultfd memfd_create init_module finit_module kexec_load reboot " +
  "swapon settimeofday clock_settime setuid setgid capset unlink unlinkat rename renameat2 mkdir mkdirat link linkat symlink " +
  "symlinkat mknodat chmod fchmod fchmodat chown truncate ftruncate open_by_handle_at name_to_handle_at quotactl seccomp " +
  "shmget shmat semget msgget mq_open inotify_init1 fanotify_init"

it("no call is on the lists that reaches the network, other processes, the kernel's settings or a file's contents", () => {
  for (const architecture of ["x64", "arm64"]) {
    const allowed = allowedCalls(architecture)!
    for (const name of dangerous.split(" ")) assert.isFalse(allowed.has(name), `${architecture} ${name}`)
  }
})

const headers = "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"
it.skipIf(!existsSync(headers))("the numbers are those of the kernel's headers", () => {
  const known = new Map(
    Array.from(readFileSync(headers, "utf8").matchAll(/#define __NR_(\w+) (\d+)/g), ([, name, number]) => [
      name,
      Number(number)
    ])
  )
  for (const [name, number] of allowedCalls("x64")!) assert.strictEqual(number, known.get(name), name)
})

const generic = "/usr/include/asm-generic/unistd.h"
it.skipIf(!existsSync(generic))("the numbers of arm64 are those of the kernel's generic table", () => {
  const known = new Map(
    Array.from(readFileSync(generic, "utf8").matchAll(/#define __NR(?:3264)?_(\w+) (\d+)/g), ([, name, number]) => [
      name,
      Number(number)
    ])
  )
  const renamed: Readonly<Record<string, string>> = { newfstatat: "fstatat" }
  for (const [name, number] of allowedCalls("arm64")!) {
    assert.strictEqual(number, known.get(renamed[name] ?? name), name)
  }
})

it("there is none for a machine that nobody made one for", () => {
  assert.isUndefined(seccompFilter("riscv64"))
})
