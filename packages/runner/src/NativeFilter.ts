import type { Errno, Instruction } from "@glissade/sandbox/isolation/Bpf"
import {
  allow,
  assemble,
  at,
  auditNumbers,
  call,
  hasBits,
  isAtLeast,
  isEqual,
  load,
  onlyOn,
  refuse,
  refusedWhen
} from "@glissade/sandbox/isolation/Bpf"

/*
 * The filter of system calls for native programs that share the machine's kernel. Compilers and interpreters need most calls, so that it lists
 * those that it refuses. Calls that are younger than the list are refused with them: kernels gain calls faster than lists of bad ones do.
 */

/** The numbers of a call on x86-64 and on arm64; -1 where an architecture does not have it. */
type Numbers = readonly [x64: number, arm64: number]

/** The last call that the lists below were made for, of Linux 6.1. From 424 on, numbers are the same on both. */
export const lastKnownCall = 450

/** Calls that answer as on a kernel without them, so that the C library and runtimes fall back on older ones. */
const absent: Readonly<Record<string, Numbers>> = {
  // Its flags are in memory, where no filter can look.
  clone3: [435, 435],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  landlock_create_ruleset: [444, 444],
  landlock_add_rule: [445, 445],
  landlock_restrict_self: [446, 446],
  memfd_secret: [447, 447]
}

const forbidden: Readonly<Record<string, Numbers>> = {
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  chroot: [161, 51],
  open_tree: [428, 428],
  move_mount: [429, 429],
  fsopen: [430, 430],
  fsconfig: [431, 431],
  fsmount: [432, 432],
  fspick: [433, 433],
  mount_setattr: [442, 442],
  setns: [308, 268],
  unshare: [272, 97],
  ptrace: [101, 117],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  process_madvise: [440, 440],
  kcmp: [312, 272],
  pidfd_getfd: [438, 438],
  move_pages: [279, 239],
  migrate_pages: [256, 238],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  seccomp: [317, 277],
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  kexec_load: [246, 104],
  kexec_file_load: [320, 294],
  create_module: [174, -1],
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  reboot: [169, 142],
  swapon: [167, 224],
  swapoff: [168, 225],
  name_to_handle_at: [303, 264],
  open_by_handle_at: [304, 265],
  quotactl: [179, 60],
  quotactl_fd: [443, 443],
  acct: [163, 89],
  syslog: [103, 116],
  nfsservctl: [180, 42],
  lookup_dcookie: [212, 18],
  fanotify_init: [300, 262],
  fanotify_mark: [301, 263],
  vhangup: [153, 58],
  settimeofday: [164, 170],
  clock_settime: [227, 112],
  adjtimex: [159, 171],
  clock_adjtime: [305, 266],
  sethostname: [170, 161],
  setdomainname: [171, 162],
  iopl: [172, -1],
  ioperm: [173, -1],
  modify_ldt: [154, -1],
  uselib: [134, -1],
  ustat: [136, -1],
  sysfs: [139, -1],
  _sysctl: [156, -1]
}

/** Calls of which only some are let through, by their arguments. */
const conditional = {
  clone: [56, 220],
  ioctl: [16, 29],
  prctl: [157, 167],
  personality: [135, 92],
  setrlimit: [160, 164],
  prlimit64: [302, 261],
  socket: [41, 198],
  socketpair: [53, 199]
} satisfies Readonly<Record<string, Numbers>>

/** `CLONE_NEWNS`, `NEWCGROUP`, `NEWUTS`, `NEWIPC`, `NEWUSER`, `NEWPID` and `NEWNET`. */
const namespaceFlags = 0x7e02_0000

/** `TIOCSTI` and `TIOCLINUX` type into a terminal. */
const typing = [0x5412, 0x541c]

/** `PR_SET_SECCOMP`: adding filters, as `seccomp` does. */
const setSeccomp = 22

/** What asks `personality` for the present one. */
const query = 0xffff_ffff

/** `RLIMIT_CORE`: 1 keeps the kernel from starting the machine's collector of crashes, which is root's, and 0 would not. */
const coreLimit = 4

/** `AF_UNIX`, within the container's own network namespace. Others reach large parts of the kernel, even with no network to reach. */
const unixFamily = 1

const numberFor =
  (architecture: string) =>
  ([x64, arm64]: Numbers): number =>
    architecture === "x64" ? x64 : arm64

const refusals = (architecture: string, calls: Readonly<Record<string, Numbers>>, error: Errno) =>
  Object.values(calls)
    .map(numberFor(architecture))
    .filter((number) => number >= 0)
    .flatMap((number) => refusedWhen(number, error))

/** Refuses where the argument, of 64 bits, is not zero. */
const refusedUnlessZero = (argument: number): ReadonlyArray<Instruction> => [
  load(at.argument(argument)),
  isEqual(0, 1, 0),
  refuse("EPERM"),
  load(at.argument(argument) + 4),
  isEqual(0, 1, 0),
  refuse("EPERM")
]

const program = (architecture: string, audit: number): ReadonlyArray<Instruction> => {
  const only = (numbers: Numbers, argument: number, body: ReadonlyArray<Instruction>) =>
    call(numberFor(architecture)(numbers), [load(at.argument(argument)), ...body])
  const unixAlone = [isEqual(unixFamily, 0, 1), allow, refuse("EAFNOSUPPORT")]
  return [
    ...onlyOn(audit),
    // Those of x86-64's other form (x32) have a high bit.
    isAtLeast(lastKnownCall + 1, 0, 1),
    refuse("ENOSYS"),
    ...refusals(architecture, absent, "ENOSYS"),
    ...refusals(architecture, forbidden, "EPERM"),
    ...only(conditional.clone, 0, [hasBits(namespaceFlags, 0, 1), refuse("EPERM"), allow]),
    ...only(conditional.ioctl, 1, [...typing.flatMap((request) => refusedWhen(request, "EPERM")), allow]),
    ...only(conditional.prctl, 0, [...refusedWhen(setSeccomp, "EPERM"), allow]),
    ...only(conditional.personality, 0, [isEqual(query, 0, 1), allow, refuse("EPERM")]),
    ...only(conditional.setrlimit, 0, [...refusedWhen(coreLimit, "EPERM"), allow]),
    // Its third argument is the new limit.
    ...only(conditional.prlimit64, 1, [isEqual(coreLimit, 1, 0), allow, ...refusedUnlessZero(2), allow]),
    ...only(conditional.socket, 0, unixAlone),
    ...only(conditional.socketpair, 0, unixAlone),
    allow
  ]
}

/** Calls that are never made, and those that depend on their arguments, by name and number. */
export const filteredCalls = (architecture: string) => {
  const named = (calls: Readonly<Record<string, Numbers>>): ReadonlyMap<string, number> =>
    new Map(
      Object.entries(calls)
        .map(([name, numbers]) => [name, numberFor(architecture)(numbers)] as const)
        .filter(([, number]) => number >= 0)
    )
  return { absent: named(absent), forbidden: named(forbidden), conditional: named(conditional) }
}

/** The filter for an architecture as Node names it; `undefined` where there is none. */
export const nativeFilter = (architecture: string): Uint8Array | undefined => {
  const audit = auditNumbers[architecture]
  return audit === undefined ? undefined : assemble(program(architecture, audit))
}
