// Explains in one sentence if `npm start` runs on a Node that is too old, because the pinned one is not installed.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Glissade needs Node 22.19 or newer, and this is Node ${process.versions.node}: npm ci installs one, or get it from https://nodejs.org\n`
  )
  process.exit(1)
}
