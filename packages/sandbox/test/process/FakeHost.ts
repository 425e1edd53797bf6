import type { HostCommand } from "../../src/process/HostCommand.ts"
import { Kind } from "@glissade/engine/host/Frame"

const frames = `
const { readSync, writeSync } = require("node:fs")
const Kind = ${JSON.stringify(Kind)}
const send = (kind, body = Buffer.alloc(0)) => {
  const head = Buffer.alloc(5)
  head[0] = kind
  head.writeUInt32BE(body.length, 1)
  for (let rest = Buffer.concat([head, body]); rest.length > 0; ) {
    try { rest = rest.subarray(writeSync(3, rest)) } catch (error) { if (error.code !== "EAGAIN") throw error }
  }
}
const read = (length) => {
  const bytes = Buffer.alloc(length)
  for (let filled = 0; filled < length; ) {
    const count = readSync(0, bytes, filled, length - filled, null)
    if (count === 0) process.exit(0)
    filled += count
  }
  return bytes
}
const end = (ending = {}) =>
  send(Kind.ending, Buffer.from(JSON.stringify({ status: "success", exitCode: 0, memoryBytes: 1, reusable: true,
    truncated: { stdout: false, stderr: false }, ...ending })))
`

/**
 * A host process that a test writes: it says that it is ready, does `atOnce`, and does `onProgram` for each program that it is sent. The
 * script has `send(kind, body)`, `end(ending)` and `Kind`.
 */
export const fakeHost = ({ atOnce = "", onProgram = "end(); send(Kind.reset)" }): HostCommand => ({
  file: process.execPath,
  args: [
    "-e",
    `${frames}
send(Kind.ready)
${atOnce}
let runs = 0
while (true) {
  read(read(5).readUInt32BE(1))
  runs += 1
  ${onProgram}
}`
  ],
  readable: []
})
