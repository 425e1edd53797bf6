#!/usr/bin/env node
import { spawn } from "node:child_process"
import type { AddressInfo } from "node:net"
import { WebSocket, WebSocketServer } from "ws"

/**
 * Stands between Playwright and a Firefox that it drives by WebDriver BiDi, in the place of Firefox' own program, which `FIREFOX` names.
 * Playwright is ahead of Firefox 153 in two things; all else passes as it is.
 *
 * - It opens no page without a preference for light or dark, a command that Firefox does not have. That for light is answered here, since
 *   it is what a Firefox without a window has anyway. Dark is refused by Firefox itself.
 * - It tells of no download without an id, which Firefox does not give. A download's address becomes its id.
 */
const { FIREFOX: program, ...environment } = process.env
// Playwright has all of Firefox end when one page crashes; that is to fail one story.
delete environment.MOZ_CRASHREPORTER_SHUTDOWN
const firefox = spawn(program!, process.argv.slice(2), { env: environment, stdio: ["inherit", "inherit", "pipe"] })

const isForLight = (command: string) => {
  if (!command.includes("emulation.setMediaFeaturesOverride")) return false
  const { params } = JSON.parse(command) as { readonly params: { readonly features: Partial<Record<string, string>> } }
  return (params.features["prefers-color-scheme"] ?? "light") === "light"
}

const withDownloadId = (text: string) => {
  if (!text.includes('"browsingContext.download')) return text
  const event = JSON.parse(text) as { readonly params?: { download?: string; readonly url: string } }
  if (event.params !== undefined) event.params.download ??= event.params.url
  return JSON.stringify(event)
}

const join = (near: WebSocket, address: string) => {
  const far = new WebSocket(address, { maxPayload: 0, perMessageDeflate: false })
  const early: Array<string> = []
  const forward = (command: string) => {
    if (!isForLight(command)) return far.send(command)
    const { id } = JSON.parse(command) as { readonly id: number }
    near.send(JSON.stringify({ type: "success", id, result: {} }))
  }
  near.on("message", (data) => {
    if (far.readyState === WebSocket.CONNECTING) early.push(String(data))
    else forward(String(data))
  })
  far.on("open", () => early.splice(0).forEach(forward))
  far.on("message", (data) => near.send(withDownloadId(String(data))))
  // Whoever drove it is gone, if only because it was killed.
  near.on("close", () => firefox.kill())
  far.on("close", () => near.close())
  far.on("error", () => near.close())
}

const server = new WebSocketServer({ host: "127.0.0.1", port: 0 })
await new Promise((resolve) => server.once("listening", resolve))
const { port } = server.address() as AddressInfo

/** Playwright reads from standard error where Firefox listens. */
const listening = /ws:\/\/\S+/
let said = ""
firefox.stderr.on("data", function read(piece: Buffer) {
  said += piece.toString()
  if (!said.includes("WebDriver BiDi listening on")) return
  const address = listening.exec(said)![0]
  server.on("connection", (near, { url }) => join(near, address + url))
  process.stderr.write(said.replace(address, `ws://127.0.0.1:${port}`))
  firefox.stderr.off("data", read).pipe(process.stderr)
})
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, () => firefox.kill(signal))
firefox.on("exit", (code) => process.exit(code ?? 1))
