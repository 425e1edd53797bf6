const path = require("path-browserify/index.js")

path.toNamespacedPath = (value) => value
// Node throws an error with a code where the library throws a bare one.
const { invalidType } = require("./Errors.cjs")
const checked = (name, labels) => {
  const plain = path[name]
  path[name] = {
    [name](...args) {
      for (let i = 0; i < args.length; i++) {
        const optional = name === "basename" && i === 1 && args[i] === undefined
        if (i < labels.length && typeof args[i] !== "string" && !optional)
          throw invalidType(labels[i], "string", args[i])
      }
      if (args.length === 0 && labels[0] !== "paths") throw invalidType(labels[0], "string", undefined)
      return plain(...args)
    }
  }[name]
}
checked("basename", ["path", "suffix"])
checked("dirname", ["path"])
checked("extname", ["path"])
checked("isAbsolute", ["path"])
checked("normalize", ["path"])
checked("relative", ["from", "to"])
checked("parse", ["path"])
const { join, resolve } = path
path.join = function join_(...args) {
  for (const arg of args) if (typeof arg !== "string") throw invalidType("path", "string", arg)
  return join(...args)
}
path.resolve = function resolve_(...args) {
  for (const [i, arg] of args.entries()) if (typeof arg !== "string") throw invalidType(`paths[${i}]`, "string", arg)
  return resolve(...args)
}
Object.defineProperty(path.join, "name", { value: "join" })
Object.defineProperty(path.resolve, "name", { value: "resolve" })
path.posix = path
path.win32 = undefined
delete path.win32
module.exports = path
