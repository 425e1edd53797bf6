import { readdirSync, readFileSync, writeFileSync, writeSync } from "node:fs"
import * as Lockdown from "@glissade/engine/host/Lockdown"

/** What JavaScript can still do that broke out of an engine: tries it all in a locked process and tells what came of it. */
Lockdown.beforeEngine()
Lockdown.afterEngine()

const found: Record<string, string> = {}
const attempt = async (name: string, act: () => unknown): Promise<void> => {
  try {
    const value = await act()
    found[name] = value === undefined ? "nothing" : `got ${typeof value}`
  } catch {
    found[name] = "refused"
  }
}
const global = globalThis as unknown as Record<string, never>
const inner = process as unknown as Record<string, (...args: Array<unknown>) => unknown>

for (const name of [
  "net",
  "dns",
  "http",
  "https",
  "tls",
  "dgram",
  "child_process",
  "worker_threads",
  "inspector",
  "fs",
  "module",
  "vm"
]) {
  await attempt(`import ${name}`, () => import(`node:${name}`))
}
for (const name of ["fetch", "WebSocket", "EventSource", "navigator", "BroadcastChannel"])
  await attempt(name, () => global[name])
for (const name of ["stdin", "stdout", "stderr", "mainModule", "report", "kill", "dlopen", "_getActiveHandles"]) {
  await attempt(`process.${name}`, () => inner[name])
}
await attempt("binding tcp_wrap", () => inner["binding"]!("tcp_wrap"))
await attempt("binding spawn_sync", () => inner["binding"]!("spawn_sync"))
await attempt("getBuiltinModule", () => inner["getBuiltinModule"]!("node:net"))
await attempt("read /etc/passwd", () => readFileSync("/etc/passwd"))
await attempt("list the home folder", () => readdirSync("/root"))
await attempt("read the parent's environment", () => readFileSync(`/proc/${process.ppid}/environ`))
await attempt("write a file", () => writeFileSync("/tmp/breach", "x"))
await attempt("data: import of a builtin", () => {
  const source: string = "data:text/javascript,import 'node:net'"
  return import(source)
})
found["environment"] = JSON.stringify(process.env)
writeSync(3, JSON.stringify(found))
