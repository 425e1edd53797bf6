import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { randomInt } from "node:crypto"
import { writeFileSync } from "node:fs"
import type { Readable } from "node:stream"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { containerLimits, filesBytes } from "./ContainerLimits.ts"
import { ContainerFailed } from "./ContainerFailed.ts"
import type { ContainerFolders } from "./ContainerKind.ts"
import { versionOf } from "./Execute.ts"
import type { MemoryGroup } from "./MemoryGroup.ts"
import { nativeFilter } from "./NativeFilter.ts"
import { sharedFolders } from "./RootFolder.ts"

/** How to call `bwrap`. */
export interface Bubblewrap {
  readonly path: string
  readonly version: string
  /** File of the filter of system calls. */
  readonly filter: string
  /** The user that the next container gets; absent where the runner is not root, and its own user has them all. */
  readonly nextUser: (() => number) | undefined
}

/** Ids that neither accounts, nor services, nor containers of systemd take: https://systemd.io/UIDS-GIDS. */
const [firstUser, users] = [1_879_048_192, 2 ** 28]

const userIds = (): (() => number) => {
  // From a number of chance on: runners of one machine do not have the same users.
  let next = randomInt(users)
  return () => firstUser + (next++ % users)
}

const install = "Install bubblewrap (apt-get install bubblewrap), or name its program in BWRAP"

/** Finds out what the program at `path` is, and writes the filter into a folder. */
export const findBubblewrap = Effect.fnUntraced(function* (path: string, folder: string) {
  const version = yield* versionOf(path, /^bubblewrap (\S+)/, install)
  const bytes = nativeFilter(process.arch)
  if (bytes === undefined) {
    return yield* new ContainerFailed({ message: `there is no filter of system calls for ${process.arch}` })
  }
  const filter = join(folder, "calls.bpf")
  writeFileSync(filter, bytes)
  const nextUser = process.getuid!() === 0 ? userIds() : undefined
  return { path, version, filter, nextUser } satisfies Bubblewrap
})

/** Descriptors that bubblewrap tells the container's first process on, and reads the filter from. */
const [infoDescriptor, filterDescriptor] = [3, 4]

const enter = fileURLToPath(new URL("../host/enter.sh", import.meta.url))

const words = (text: string) => text.split(" ")

const memoryFolder = (path: string, mode: string) => ["--size", `${filesBytes}`, "--perms", mode, "--tmpfs", path]

const readOnly = (path: string, destination = path) => ["--ro-bind", path, destination]

/** Devices that hold nothing and tell nothing. No terminals. */
const devices = ["null", "zero", "full", "random", "urandom"].flatMap((name) => [
  "--dev-bind",
  `/dev/${name}`,
  `/dev/${name}`
])

const links = [
  ["/proc/self/fd", "/dev/fd"],
  ["fd/0", "/dev/stdin"],
  ["fd/1", "/dev/stdout"],
  ["fd/2", "/dev/stderr"]
].flatMap((link) => ["--symlink", ...link])

/** The words after `bwrap`: no network, no capability, no new privileges, a read-only root, bounded folders. */
const argumentsOf = ({ nodeFolder, rootFolder }: ContainerFolders): ReadonlyArray<string> => [
  "--unshare-all",
  "--die-with-parent",
  "--new-session",
  // The supervisor is process 1: it reaps what programs leave, and no program can end it. Bubblewrap's own first process would have no filter.
  "--as-pid-1",
  ...words("--uid 1000 --gid 1000 --cap-drop ALL --hostname glissade --clearenv --setenv PATH /usr/bin:/bin"),
  ...readOnly(rootFolder, "/"),
  ...sharedFolders.flatMap((name) => readOnly(`/usr/${name}`)),
  ...readOnly(join(nodeFolder, "bin", "node"), "/opt/node/bin/node"),
  ...words("--proc /proc --perms 0755 --tmpfs /dev"),
  ...devices,
  ...links,
  ...memoryFolder("/dev/shm", "1777"),
  ...words("--remount-ro /dev"),
  ...memoryFolder("/tmp", "1777"),
  ...memoryFolder("/home/run", "0777"),
  ...words(`--chdir /home/run --info-fd ${infoDescriptor} --seccomp ${filterDescriptor} --`)
]

/** Limits of every process. Where there are no cgroups, that of its data is all that bounds memory. */
const limitWords = (hasGroup: boolean) => [
  "/usr/bin/prlimit",
  `--nofile=${containerLimits.descriptors}`,
  // Within the container, so that those of its user are counted and none of whom the runner belongs to.
  `--nproc=${containerLimits.tasks}`,
  `--fsize=${filesBytes}`,
  ...(hasGroup ? [] : [`--data=${containerLimits.dataBytes}`])
]

/** Starts a container whose streams are pipes, as a process group of its own. */
export const startBubblewrap = (
  { filter, nextUser, path }: Bubblewrap,
  folders: ContainerFolders,
  memory: MemoryGroup | undefined
): ChildProcess => {
  const user = nextUser?.()
  const become = user === undefined ? [] : ["/usr/bin/setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups"]
  const limits = limitWords(memory !== undefined)
  return spawn(
    "/bin/sh",
    [
      enter,
      filter,
      memory?.joinFiles.join(" ") ?? "",
      // See `coreLimit` of the filter, which lets nobody set it within.
      "/usr/bin/prlimit",
      "--core=1",
      ...become,
      path,
      ...argumentsOf(folders),
      ...limits,
      "/usr/bin/perl",
      "/glissade/supervisor.pl"
    ],
    { stdio: ["pipe", "pipe", "pipe", "pipe"], detached: true, env: {} }
  )
}

/** What bubblewrap tells of the container that it made; the number is followed by something. */
const told = /"child-pid"\s*:\s*(\d+)[^\d]/

/** Reads the id of a container's first process, as the machine counts them. */
export const firstProcess = (child: ChildProcess): (() => number | undefined) => {
  let text = ""
  const info = child.stdio[infoDescriptor] as Readable
  info.on("data", (bytes: Buffer) => {
    text += bytes.toString()
    // It is a few words. Closed before they are complete, bubblewrap would end.
    if (text.length > 1_000) info.destroy()
  })
  return () => {
    const pid = told.exec(text)?.[1]
    return pid === undefined ? undefined : Number(pid)
  }
}
