"use strict"
/** The folder that Node's tests write to, without the processes and threads that Node's own one asks about. */
const fs = require("fs")
const path = require("path")
const { pathToFileURL } = require("url")

const folder = path.join(__dirname, "..", ".tmp.0")

module.exports = {
  path: folder,
  refresh: () => {
    fs.rmSync(folder, { recursive: true, force: true })
    fs.mkdirSync(folder)
  },
  resolve: (...parts) => path.resolve(folder, ...parts),
  fileURL: (...parts) => pathToFileURL(path.resolve(folder + path.sep, ...parts)),
  hasEnoughSpace: () => false
}
