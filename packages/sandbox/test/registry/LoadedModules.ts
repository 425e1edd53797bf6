import { registerHooks } from "node:module"

/** Tells which files are loaded with the sandbox, by whom a server trusts: run in a process of its own. */
const loaded: Array<string> = []
registerHooks({
  load: (url, context, next) => {
    loaded.push(url)
    return next(url, context)
  }
})
const { layer } = await import("@glissade/sandbox/EngineSandbox")
layer()
process.stdout.write(JSON.stringify(loaded))
