const { host, process } = prelude
const { coded, invalidType } = require("./Errors.cjs")
const { load } = require("./Main.cjs")

const cache = Object.create(null)
let main

const folderOf = (path) => path.slice(0, path.lastIndexOf("/")) || "/"

function Module(id = "", parent) {
  this.id = id
  this.path = folderOf(id)
  this.exports = {}
  Object.defineProperty(this, "parent", { value: parent, writable: true, configurable: true, enumerable: false })
  this.filename = null
  this.loaded = false
  this.children = []
  this.paths = []
}

const pathsOf = (folder) => {
  const found = []
  for (let at = folder; at !== "/"; at = folderOf(at)) found.push(`${at}/node_modules`)
  found.push("/node_modules")
  return found
}

const begin = (file, parent) => {
  const made = new Module(file, parent)
  made.filename = file
  made.paths = pathsOf(made.path)
  cache[file] = made
  parent?.children.push(made)
  return made
}

const run = (module, compiled) => {
  const { filename } = module
  Reflect.apply(compiled, module.exports, [module.exports, requireOf(module), module, filename, module.path])
  module.loaded = true
}

const readJson = (file, text) => {
  try {
    return JSON.parse(text)
  } catch (error) {
    error.message = `${file}: ${error.message}`
    throw error
  }
}

const resolve = (from, id) => {
  if (typeof id !== "string") throw invalidType("id", "string", id)
  if (id === "")
    throw coded(TypeError, "ERR_INVALID_ARG_VALUE", "The argument 'id' must be a non-empty string. Received ''")
  try {
    return host.resolve(from, id)
  } catch ({ code, message }) {
    const error = new Error(message)
    Error.captureStackTrace(error, resolve)
    error.code = code
    if (message.includes("\nRequire stack:")) error.requireStack = [from]
    throw error
  }
}

const get = (from, parent, id) => {
  const found = resolve(from, id)
  if (found.startsWith("node:")) return load(found.slice("node:".length))
  const known = cache[found]
  if (known !== undefined) return known.exports
  const source = host.load(found)
  const module = begin(found, parent)
  try {
    if (typeof source === "function") run(module, source)
    else {
      module.exports = typeof source === "string" ? readJson(found, source) : asExports(source)
      module.loaded = true
    }
  } catch (error) {
    delete cache[found]
    throw error
  }
  return module.exports
}

const asExports = (namespace) => {
  if ("module.exports" in namespace) return namespace["module.exports"]
  return namespace
}

const extensions = Object.assign(Object.create(null), { ".js": () => {}, ".json": () => {}, ".node": () => {} })

const requireFrom = (from, parent) => {
  const require = (id) => get(from, parent, id)
  require.resolve = (id) => {
    const found = resolve(from, id)
    return found.startsWith("node:") && !`${id}`.startsWith("node:") ? id : found
  }
  require.main = main
  require.extensions = extensions
  require.cache = cache
  return require
}

const requireOf = (module) => requireFrom(module.filename, module)

Module.prototype.require = function (id) {
  return get(this.filename, this, id)
}

Module.createRequire = (from) => {
  const file = from instanceof URL || `${from}`.startsWith("file:") ? decodeURIComponent(new URL(from).pathname) : from
  if (typeof file !== "string" || !file.startsWith("/")) {
    throw coded(
      TypeError,
      "ERR_INVALID_ARG_VALUE",
      `The argument 'filename' must be a file URL object, file URL string, or absolute path string. Received ${prelude.inspect(from)}`
    )
  }
  return requireFrom(file, undefined)
}

Module._runMain = (compiled, file) => {
  main = begin(file, undefined)
  main.id = "."
  process.mainModule = main
  run(main, compiled)
}

const isOurs = (id) => {
  try {
    return typeof id === "string" && host.resolve("/", id).startsWith("node:")
  } catch {
    return false
  }
}

Object.assign(Module, {
  Module,
  _cache: cache,
  _extensions: extensions,
  _nodeModulePaths: pathsOf,
  builtinModules: prelude.builtinModules,
  isBuiltin: isOurs,
  syncBuiltinESMExports: () => {}
})

module.exports = Module
