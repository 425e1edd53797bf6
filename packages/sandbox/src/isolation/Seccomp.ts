import type { Instruction } from "./Bpf.ts"
import { allow, allowedWhen, assemble, at, auditNumbers, call, hasBits, load, onlyOn, refuse } from "./Bpf.ts"

/**
 * A filter of system calls for the host process, as the bytes of a BPF program that bubblewrap installs. It is an allow-list: other calls
 * fail with `ENOSYS`, as on a kernel without them, so that the C library falls back where it can. Allowed is what Node needs to compute, to
 * read its files and to use its pipes. Sockets, other processes, signals to them, tracing, mounting, key rings, io_uring and every way to
 * change a file are not allowed.
 */

/** Numbers by architecture, in the order of {@link names}; -1 where an architecture does not have the call. */
const names = (
  "read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn pread64 pwrite64 readv writev " +
  "sched_yield mremap madvise dup dup3 nanosleep getpid exit exit_group wait4 uname fcntl getcwd gettimeofday getrusage sysinfo " +
  "times getuid getgid geteuid getegid getppid capget sigaltstack sched_getparam sched_getscheduler gettid futex " +
  "sched_getaffinity getdents64 set_tid_address restart_syscall clock_gettime clock_getres clock_nanosleep epoll_ctl tgkill " +
  "openat newfstatat readlinkat faccessat faccessat2 ppoll set_robust_list get_robust_list epoll_pwait eventfd2 epoll_create1 " +
  "pipe2 prlimit64 getcpu getrandom membarrier pkey_mprotect pkey_alloc pkey_free statx rseq execve getrlimit " +
  "open stat lstat poll access pipe select dup2 readlink getpgrp arch_prctl time epoll_create epoll_wait"
).split(" ")

const x64 = [
  0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 24, 25, 28, 32, 292, 35, 39, 60, 231, 61, 63, 72, 79, 96,
  98, 99, 100, 102, 104, 107, 108, 110, 125, 131, 143, 145, 186, 202, 204, 217, 218, 219, 228, 229, 230, 233, 234, 257,
  262, 267, 269, 439, 271, 273, 274, 281, 290, 291, 293, 302, 309, 318, 324, 329, 330, 331, 332, 334, 59, 97, 2, 4, 6,
  7, 21, 22, 23, 33, 89, 111, 158, 201, 213, 232
]

const arm64 = [
  63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67, 68, 65, 66, 124, 216, 233, 23, 24, 101, 172, 93, 94, 260,
  160, 25, 17, 169, 165, 179, 153, 174, 176, 175, 177, 173, 90, 132, 121, 120, 178, 98, 123, 61, 96, 128, 113, 114, 115,
  21, 131, 56, 79, 78, 48, 439, 73, 99, 100, 22, 19, 20, 59, 261, 168, 278, 283, 288, 289, 290, 291, 293, 221, 163, -1,
  -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
]

interface Architecture {
  readonly numbers: ReadonlyArray<number>
  readonly clone: number
  readonly ioctl: number
  readonly prctl: number
}

const architectures: Readonly<Record<string, Architecture>> = {
  x64: { numbers: x64, clone: 56, ioctl: 16, prctl: 157 },
  arm64: { numbers: arm64, clone: 220, ioctl: 29, prctl: 167 }
}

/** `CLONE_THREAD`: with it `clone` makes a thread of the same process, without it another process. */
const threadFlag = 0x0001_0000

/** Allowed requests of `ioctl`: close on exec, blocking mode, bytes available, and whether a descriptor is a terminal. */
const ioctls = [0x5450, 0x5451, 0x5421, 0x541b, 0x5401]

/** A thread's name, and names of memory areas. */
const prctls = [15, 16, 0x5356_4d41]

const program = (audit: number, { clone, ioctl, numbers, prctl }: Architecture): ReadonlyArray<Instruction> => [
  ...onlyOn(audit),
  ...numbers.filter((number) => number >= 0).flatMap(allowedWhen),
  ...call(clone, [load(at.argument(0)), hasBits(threadFlag, 0, 1), allow, refuse("EPERM")]),
  ...call(ioctl, [load(at.argument(1)), ...ioctls.flatMap(allowedWhen), refuse("ENOTTY")]),
  ...call(prctl, [load(at.argument(0)), ...prctls.flatMap(allowedWhen), refuse("EPERM")]),
  refuse("ENOSYS")
]

/** The system calls that the filter lets through whatever their arguments, by name and number. */
export const allowedCalls = (architecture: string): ReadonlyMap<string, number> | undefined => {
  const numbers = architectures[architecture]?.numbers
  return numbers && new Map(names.map((name, index) => [name, numbers[index]!] as const).filter(([, at]) => at >= 0))
}

/** The filter for an architecture as Node names it; `undefined` where there is none. */
export const seccompFilter = (architecture: string): Uint8Array | undefined => {
  const found = architectures[architecture]
  const audit = auditNumbers[architecture]
  return found === undefined || audit === undefined ? undefined : assemble(program(audit, found))
}
