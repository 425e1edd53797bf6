// Says in one sentence what is wrong where `npm start` would be run by a Node that is too old: the pinned one is not installed then.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `Glissade needs Node 22.19 or newer, and this is Node ${process.versions.node}: npm ci installs one, or get it from https://nodejs.org\n`
  )
  process.exit(1)
}
