#!/usr/bin/env node
// Starts the server. Written for whatever Node runs it, so that an old one is told so in one sentence.
import { spawn } from "node:child_process"
import { existsSync } from "node:fs"
import { constants } from "node:os"
import { fileURLToPath } from "node:url"

const isNewEnough = (version) => {
  const [major, minor] = version.split(".").map(Number)
  return major > 22 || (major === 22 && minor >= 19)
}

/** The binary of the npm package `node`, where whoever installed the server pinned one. */
const pinned = () => {
  try {
    const binary = fileURLToPath(new URL("bin/node", import.meta.resolve("node/package.json")))
    return existsSync(binary) ? binary : undefined
  } catch {
    return undefined
  }
}

const startWith = (binary) => {
  const child = spawn(binary, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" })
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) => {
    process.stderr.write(`Glissade could not start: ${binary} cannot be run (${error.message})\n`)
    process.exit(1)
  })
  child.on("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

const own = process.versions.node
const binary = isNewEnough(own) ? undefined : pinned()
if (isNewEnough(own)) await import("../dist/start.js")
else if (binary !== undefined) startWith(binary)
else {
  process.stderr.write(
    `Glissade needs Node 22.19 or newer, and this is Node ${own}: install one from https://nodejs.org\n`
  )
  process.exitCode = 1
}
