import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync
} from "node:fs"
import { join } from "node:path"
import { kill } from "./Kill.ts"

const mount = "/sys/fs/cgroup"

/** The files of a memory cgroup, in the two versions that Linux has. */
const versions = [
  {
    root: join(mount, "memory"),
    limit: "memory.limit_in_bytes",
    usage: "memory.usage_in_bytes",
    peak: "memory.max_usage_in_bytes",
    ranOut: ["memory.failcnt", /^[1-9]/],
    // The count above also grows where the kernel found room by dropping what it had read of files. This one is of a group's own processes.
    killed: ["memory.oom_control", /^oom_kill [1-9]/m]
  },
  {
    root: mount,
    limit: "memory.max",
    usage: "memory.current",
    peak: "memory.peak",
    ranOut: ["memory.events", /^oom_kill [1-9]/m],
    killed: ["memory.events", /^oom_kill [1-9]/m]
  }
] as const

const isWritable = (path: string): boolean => {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

const version = versions.find(({ root }) => isWritable(join(root, "cgroup.procs")))

const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    // Older kernels lack `memory.peak`, and a machine may lack a controller.
    return ""
  }
}

/** Memory of a container before its program's limit is known, in bytes. */
const waitingBytes = 1 << 30

/** Above the groups of all containers. */
const parent = "glissade"

/** Controllers of the first version whose groups processes join by themselves, besides that of memory. */
const joined = ["pids", "cpu"]

const attempt = (body: () => void): void => {
  try {
    body()
  } catch {
    // It is not to be had here, or gone.
  }
}

/** The trees that a container has groups in: the first version has one for each controller. */
const trees = (root: string): ReadonlyArray<string> =>
  root === mount ? [mount] : readdirSync(mount).map((name) => join(mount, name))

/** Kills the processes that files of groups list, and says whether there were any. */
const killIn = (files: ReadonlyArray<string>): boolean => {
  const pids = files.flatMap((file) => read(file).split("\n").filter(Boolean).map(Number))
  pids.forEach(kill)
  return pids.length > 0
}

/** In the second version, a group has the controllers that all above it let through. */
const letThrough = (): void => {
  attempt(() => mkdirSync(join(mount, parent), { recursive: true }))
  for (const folder of [mount, join(mount, parent)])
    for (const controller of ["memory", "pids"])
      attempt(() => writeFileSync(join(folder, "cgroup.subtree_control"), `+${controller}`))
}

/** The name of a container's group: its language, the process id of its runner, and a number. */
const ofRunner = /^[a-z]+-(\d+)-\d+$/

/**
 * The memory of one container, as the operating system counts it from outside: that of what holds the program and the program's. gVisor
 * makes a group of its own within this one, and removes it when the container ends, and with it the account of why it ended.
 */
export class MemoryGroup {
  /** The cgroup for the container itself. */
  readonly containerPath: string
  private joining: ReadonlyArray<string> = []
  private readonly folder: string
  private readonly name: string
  private isJoined = false
  private readonly files: (typeof versions)[number]
  private base = 0

  private constructor(name: string, files: (typeof versions)[number]) {
    this.name = name
    this.files = files
    this.folder = join(files.root, parent, name)
    this.containerPath = `/${parent}/${name}/container`
  }

  /** Makes a group; `undefined` where this machine lets the runner make none. */
  static make(name: string): MemoryGroup | undefined {
    if (version === undefined) return undefined
    if (version.root === mount) letThrough()
    const group = new MemoryGroup(name, version)
    // A killed runner with the same process id may have left one, with the account of another run.
    group.remove()
    try {
      mkdirSync(group.folder, { recursive: true })
    } catch {
      return undefined
    }
    const limit = join(group.folder, version.limit)
    if (existsSync(limit)) {
      writeFileSync(limit, String(waitingBytes))
      return group
    }
    group.remove()
    return undefined
  }

  /** Whether groups that bound memory can be made on this machine. gVisor makes no container in one without. */
  static canBeMade(): boolean {
    const group = MemoryGroup.make(`check-${process.pid}-0`)
    group?.remove()
    return group !== undefined
  }

  /** Makes a group for processes that join it by {@link joinFiles}: at most so many, threads counted, where the machine can count them. */
  static makeJoined(name: string, maximumTasks: number): MemoryGroup | undefined {
    const group = MemoryGroup.make(name)
    if (group === undefined) return undefined
    group.isJoined = true
    const others = version?.root === mount ? [] : joined.map((controller) => join(mount, controller))
    const folders = [group.folder, ...others.filter((root) => existsSync(root)).map((root) => join(root, parent, name))]
    for (const folder of folders) {
      attempt(() => mkdirSync(folder, { recursive: true }))
      const limit = join(folder, "pids.max")
      if (existsSync(limit)) writeFileSync(limit, String(maximumTasks))
    }
    group.joining = folders.map((folder) => join(folder, "cgroup.procs")).filter((file) => existsSync(file))
    return group
  }

  /** Removes the group of a container that a killed runner left. */
  static remove(name: string): void {
    if (version !== undefined) new MemoryGroup(name, version).remove()
  }

  /** The same, where the container may still be on its way: kills what is in it, and says whether the group is gone. */
  static end(name: string): boolean {
    if (version === undefined) return true
    const group = new MemoryGroup(name, version)
    const folders = trees(version.root).map((tree) => join(tree, parent, name))
    killIn(folders.flatMap((folder) => [join(folder, "container", "cgroup.procs"), join(folder, "cgroup.procs")]))
    group.remove()
    return folders.every((folder) => !existsSync(folder))
  }

  /** Names of the groups whose runner is gone, whoever it was: one that is killed with its server leaves them to nobody else. */
  static left(): ReadonlyArray<string> {
    if (version === undefined) return []
    const names = trees(version.root)
      .map((tree) => join(tree, parent))
      .flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []))
    return [...new Set(names)].filter((name) => {
      const runner = ofRunner.exec(name)?.[1]
      return runner !== undefined && !existsSync(`/proc/${runner}`)
    })
  }

  /** Where processes of a container that makes no group of its own write their ids, to be in this one. */
  get joinFiles(): ReadonlyArray<string> {
    return this.joining
  }

  /** Lets the program take so many bytes more than the container has taken until now. */
  allow(bytes: number): void {
    this.base = Number(read(join(this.folder, this.files.usage)))
    writeFileSync(join(this.folder, this.files.limit), String(this.base + bytes))
    // What restoring took for a while is not the program's. The second version has no way to forget it.
    if (this.files.root !== mount) writeFileSync(join(this.folder, this.files.peak), "0")
  }

  /** The most that the program took, in bytes. */
  peak(): number {
    return Math.max(0, Number(read(join(this.folder, this.files.peak))) - this.base)
  }

  /** Whether more was asked for than the limit allows. */
  ranOut(): boolean {
    const [file, pattern] = this.isJoined ? this.files.killed : this.files.ranOut
    return pattern.test(read(join(this.folder, file)))
  }

  /** Kills the processes that are in the group, and says whether there were any. */
  killAll(): boolean {
    return killIn(this.joining)
  }

  /** Removes the group, once its container has ended. */
  remove(): void {
    const roots = trees(this.files.root)
    const name = join(parent, this.name)
    for (const folder of roots.flatMap((root) => [join(root, name, "container"), join(root, name)])) {
      try {
        if (existsSync(folder)) rmdirSync(folder)
      } catch {
        // It has a process that is about to end. An empty group costs next to nothing.
      }
    }
  }
}
