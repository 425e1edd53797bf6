import { execFile, spawn } from "node:child_process"
import { accessSync, constants, existsSync, realpathSync } from "node:fs"
import { join } from "node:path"
import type { HostCommand } from "../process/HostCommand.ts"
import { endWithGroup } from "../process/ProcessGroup.ts"
import { seccompFilter } from "./Seccomp.ts"

/** What the operating system blocks for a host process, in addition to the engine's gate and Node's permission model. */
export interface Walls {
  /** No network, no files but the engine's own, no other processes visible: Linux namespaces by bubblewrap. */
  readonly bubblewrap: boolean
  /** System calls that Node does not need are refused by the kernel. */
  readonly seccomp: boolean
  /** The kernel limits memory, descriptors and files of the process (`prlimit`). */
  readonly resourceLimits: boolean
  /** Why something is missing, for the operator. */
  readonly reason?: string
}

/** The wall that works on this machine. */
export interface OsWall {
  readonly walls: Walls
  readonly wrap: (command: HostCommand) => HostCommand
}

/** Descriptor on which bubblewrap reads the filter. The process itself does not inherit it. */
export const filterDescriptor = 4

/**
 * Bytes of writable memory of a host process: JavaScript's heap, the interpreter's memory up to its own bound, and the copies it is
 * restored from. Not the address space: V8 reserves a hundred times what it uses.
 */
const dataBytes = 3 * 1024 ** 3

/** No core dumps, no bytes into files, few descriptors. Processes are not limited: the kernel would count all processes of the user. */
const limitArguments = ["--core=0", "--fsize=0", "--nofile=128", "--memlock=0", "--msgqueue=0", `--data=${dataBytes}`]

const isolation = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--chdir", "/"]

/** Does what a host process does: threads, WebAssembly, random bytes, a script under a watchdog, a blocked thread. */
const probe = `const{Script}=require("node:vm")
new Script("0").runInThisContext({timeout:1000})
new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,5,3,1,0,1])))
new WebAssembly.Memory({initial:512}).grow(512)
crypto.getRandomValues(new Uint8Array(8))
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,1)
require("node:crypto").pbkdf2("a","b",1,8,"sha1",()=>{})`

const probeTimeoutMs = 20_000

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const findProgram = (name: string): string | undefined =>
  [...(process.env["PATH"] ?? "").split(":"), "/usr/bin", "/bin"]
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, name))
    .find(isExecutable)

/** The libraries of a program, as its loader finds them (what `ldd` does). */
const librariesOf = (program: string): Promise<ReadonlyArray<string>> =>
  new Promise((resolve) => {
    const env = { LD_TRACE_LOADED_OBJECTS: "1" }
    execFile(program, ["--version"], { env, timeout: probeTimeoutMs }, (_error, stdout) => {
      const found = stdout.match(/(?<=^|\s)\/\S+(?= \(0x)/gm) ?? []
      // A loader that does not list them (musl's): its folders.
      resolve(found.length > 0 ? found : ["/lib", "/lib64", "/usr/lib"].filter((folder) => existsSync(folder)))
    })
  })

interface Tools {
  readonly bwrap: string
  readonly libraries: ReadonlyArray<string>
  readonly prlimit: string | undefined
  readonly filter: Uint8Array | undefined
}

const wrapWith =
  ({ bwrap, filter, libraries, prlimit }: Tools): OsWall["wrap"] =>
  (command) => {
    const paths = new Set([command.file, ...libraries, ...command.readable.filter((path) => existsSync(path))])
    const wrapped = [
      bwrap,
      ...isolation,
      ...[...paths].flatMap((path) => ["--ro-bind", path, path]),
      // The root is a file system in memory, and writable unless remounted.
      "--remount-ro",
      "/",
      ...(filter === undefined ? [] : ["--seccomp", `${filterDescriptor}`]),
      "--",
      command.file,
      ...command.args
    ]
    const [file, ...args] = prlimit === undefined ? wrapped : [prlimit, ...limitArguments, "--", ...wrapped]
    return { ...command, file: file!, args, wrapped: true, ...(filter && { filter }) }
  }

/** Error codes of a machine that is out of resources. They say nothing about the wall, which may work a moment later. */
const passing: ReadonlySet<unknown> = new Set(["EMFILE", "ENFILE", "EAGAIN", "ENOMEM"])

/** Runs the probe. Returns what is wrong, or nothing. Rejects if the machine is out of resources. */
const failureOf = ({ args, file, filter }: HostCommand): Promise<string | undefined> =>
  new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: {},
      cwd: "/",
      stdio: ["ignore", "ignore", "pipe", "ignore", filter ? "pipe" : "ignore"],
      detached: true,
      timeout: probeTimeoutMs,
      killSignal: "SIGKILL"
    })
    endWithGroup(child)
    let text = ""
    child.on("error", (error: NodeJS.ErrnoException) =>
      passing.has(error.code) ? reject(error) : resolve(error.message)
    )
    // Where descriptors have run out, there are no pipes; the `error` event has the reason.
    if (!child.stderr) return
    child.stderr.on("data", (piece: Buffer) => {
      if (text.length < 1_000) text += piece.toString()
    })
    sendFilter(child.stdio[filterDescriptor], filter)
    child.on("close", (code) => {
      resolve(code === 0 ? undefined : (text.trim().split("\n")[0] ?? "") || `it ended with ${code}`)
    })
  })

/** Writes the filter to bubblewrap's descriptor. */
export const sendFilter = (pipe: unknown, filter: Uint8Array | undefined): void => {
  if (filter === undefined) return
  const stream = pipe as NodeJS.WritableStream
  stream.on("error", () => {})
  stream.end(filter)
}

const nowhere = (reason: string): OsWall => ({
  walls: { bubblewrap: false, seccomp: false, resourceLimits: false, reason },
  wrap: (command) => command
})

const build = async (node: string): Promise<OsWall> => {
  if (process.platform !== "linux") return nowhere("bubblewrap is a program for Linux")
  const bwrap = findProgram("bwrap")
  if (bwrap === undefined) return nowhere("bubblewrap (bwrap) is not installed")
  const real = realpathSync(node)
  const full: Tools = {
    bwrap,
    libraries: await librariesOf(real),
    prlimit: findProgram("prlimit"),
    filter: seccompFilter(process.arch)
  }
  const reasons: Array<string> = []
  if (full.filter === undefined) reasons.push(`there is no seccomp filter for ${process.arch}`)
  if (full.prlimit === undefined) reasons.push("prlimit of util-linux is not installed")
  const weaker: ReadonlyArray<Tools> = [
    full,
    ...(full.filter ? [{ ...full, filter: undefined }] : []),
    ...(full.prlimit ? [{ ...full, prlimit: undefined }] : []),
    { ...full, filter: undefined, prlimit: undefined }
  ]
  for (const tools of weaker) {
    const wrap = wrapWith(tools)
    const failure = await failureOf(wrap({ file: real, args: ["-e", probe], readable: [] }))
    if (failure === undefined) {
      return {
        walls: {
          bubblewrap: true,
          seccomp: tools.filter !== undefined,
          resourceLimits: tools.prlimit !== undefined,
          ...(reasons.length > 0 && { reason: reasons.join("; ") })
        },
        wrap
      }
    }
    reasons.push(failure)
  }
  return nowhere(reasons[0]!)
}

const known = new Map<string, Promise<OsWall>>()

/**
 * Probes which wall works on this machine for a Node binary: once for each, in some 50 ms. Rejects if the machine is out of resources; the
 * next call probes again, since the wall may still work.
 */
export const findWall = (node: string): Promise<OsWall> => {
  const found = known.get(node) ?? build(node)
  known.set(node, found)
  found.catch(() => known.delete(node))
  return found
}

/** No wall, because nobody wants one. */
export const noWall: OsWall = nowhere("switched off")
