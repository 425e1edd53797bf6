import type { LoadEngine } from "./Host.ts"

/** The engines, each loaded only where it is used. */
export const loadEngine: LoadEngine = async (name, { folder, image, zones }) => {
  switch (name) {
    case "python":
      return (await import("../python/PythonEngine.ts")).makeEngine({
        pyodideFolder: folder,
        zones,
        ...(image && { image })
      })
    case "javascript":
      process.env["GLISSADE_QUICKJS"] = folder
      return (await import("../javascript/JavaScriptEngine.ts")).engine
    case "lua":
      return (await import("../lua/LuaEngine.ts")).makeEngine(folder)
    case "sql":
      return (await import("../sql/SqlEngine.ts")).makeEngine(folder)
    case "ruby":
      return (await import("../ruby/RubyEngine.ts")).makeEngine(folder)
    default:
      throw new Error(`no engine named ${name}`)
  }
}
