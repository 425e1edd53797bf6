import { spawnSync } from "node:child_process"
import { createSocket } from "node:dgram"
import { lookup } from "node:dns/promises"
import * as fs from "node:fs"
import { connect, createServer } from "node:net"
import { join } from "node:path"

/** What an attacker is after: on the machine, outside of the process. */
export interface Targets {
  readonly secretFile: string
  /** A file that the process may read, in a folder of its own: the attempts at changing something change only that. */
  readonly readableFile: string
  readonly port: number
  readonly socketPath: string
  readonly abstractSocket: string
  readonly pids: ReadonlyArray<number>
  /** Whether to list every file there is. */
  readonly walk: boolean
}

/** Arbitrary JavaScript in the engine's process, with nothing of Node taken away: tries it all and tells what came of it. */
const targets = JSON.parse(process.argv[2]!) as Targets
const found: Record<string, string> = {}

/** What was inherited, before anything here opens more. */
const descriptors = Array.from({ length: 128 }, (_, descriptor) => descriptor).filter((descriptor) => {
  try {
    const entry = fs.fstatSync(descriptor)
    return descriptor > 3 && (entry.isFile() || entry.isDirectory() || entry.isSocket())
  } catch {
    return false
  }
})

const attempt = async (name: string, act: () => unknown): Promise<void> => {
  try {
    const value = await act()
    found[name] = `got ${typeof value === "string" ? value.slice(0, 100) : typeof value}`
  } catch (error) {
    found[name] = `refused ${(error as { code?: string }).code ?? String(error)}`
  }
}

const dial = (to: { port: number; host: string } | { path: string }): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(to as { path: string }, () => resolve("connected"))
    socket.setTimeout(2_000, () => reject(new Error("timeout")))
    socket.on("error", reject)
  })

const listen = (to: { port: number } | { path: string }): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.on("error", reject)
    server.listen(to, () => resolve("listens"))
  })

const datagram = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = createSocket("udp4")
    socket.on("error", reject)
    socket.send("x", targets.port, "127.0.0.1", (error) => (error ? reject(error) : resolve("sent")))
  })

const succeeded = (file: string, args: ReadonlyArray<string>): string => {
  const { error, status } = spawnSync(file, args, { timeout: 5_000 })
  if (error) throw error
  return `ran ${status}`
}

for (const path of [
  targets.secretFile,
  "/etc/passwd",
  "/etc/hostname",
  "/proc/1/environ",
  "/proc/self/environ",
  "/proc/self/mem",
  "/sys/kernel/notes",
  "/dev/mem",
  "/dev/null",
  `/proc/${process.ppid}/environ`
]) {
  await attempt(`read ${path}`, () => fs.readFileSync(path, "latin1"))
}
for (const path of ["/etc", "/root", "/home", "/proc", "/dev", "/run", "/var"]) {
  await attempt(`list ${path}`, () => fs.readdirSync(path))
}
const { readableFile } = targets
await attempt("write a file", () => fs.writeFileSync(`${readableFile}.new`, "x"))
await attempt("write a file at the root", () => {
  if (targets.walk) fs.writeFileSync("/x", "x")
  else throw new Error("not tried")
})
await attempt("append", () => fs.appendFileSync(readableFile, "x"))
await attempt("make a folder", () => fs.mkdirSync(`${readableFile}.folder`))
await attempt("link", () => fs.symlinkSync("/etc/passwd", `${readableFile}.link`))
await attempt("change a mode", () => fs.chmodSync(readableFile, 0o777))
await attempt("truncate", () => fs.truncateSync(readableFile))
await attempt("rename", () => fs.renameSync(readableFile, `${readableFile}.old`))
await attempt("remove", () => fs.unlinkSync(`${readableFile}.old`))
await attempt("connect to a port of the machine", () => dial({ port: targets.port, host: "127.0.0.1" }))
await attempt("connect to a unix socket", () => dial({ path: targets.socketPath }))
await attempt("connect to an abstract unix socket", () => dial({ path: targets.abstractSocket }))
await attempt("send a datagram", datagram)
await attempt("look up a name", () => lookup("example.com"))
await attempt("fetch", () => fetch(`http://127.0.0.1:${targets.port}/`, { signal: AbortSignal.timeout(500) }))
await attempt("start a shell", () => succeeded("/bin/sh", ["-c", "true"]))
await attempt("reach the machine from a listener", () => listen({ path: `${readableFile}.socket` }))
for (const pid of targets.pids) await attempt(`signal ${pid}`, () => process.kill(pid, 0))
await attempt("signal everybody", () => process.kill(-1, 0))

const files: Array<string> = []
const walk = (folder: string): void => {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) walk(path)
    else files.push(path)
  }
}
if (targets.walk) walk("/")
await attempt("start itself again", () => succeeded(process.execPath, ["-e", "0"]))
fs.writeSync(3, JSON.stringify({ found, files, descriptors, environment: { ...process.env } }))
process.exit(0)
