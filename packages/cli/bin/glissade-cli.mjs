#!/usr/bin/env node
// Written for whatever Node runs it, so that an old one is told so in one sentence.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major > 22 || (major === 22 && minor >= 19)) await import("../dist/main.js")
else {
  process.stderr.write(
    `Glissade needs Node 22.19 or newer, and this is Node ${process.versions.node}: install one from https://nodejs.org\n`
  )
  process.exitCode = 1
}
