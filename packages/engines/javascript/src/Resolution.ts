import { longestPath } from "@glissade/engine/wasm/Files"
import { isDataUrl } from "./DataUrl.ts"
import { ModuleFailure } from "./Machine.ts"
import { builtinOf, refusalOf } from "./NodeModules.ts"
import { normalize } from "./Paths.ts"
import type { ProgramFiles } from "./ProgramFiles.ts"

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/"))

const unescaped = (text: string): string => {
  try {
    return decodeURI(text)
  } catch {
    return text
  }
}

const endings = ["", ".js", ".ts", ".mjs", ".cjs", ".json", ".tsx", ".jsx", "/index.js", "/index.ts"]

const mainOf = (files: ProgramFiles, folder: string): string | undefined => {
  try {
    const { main } = JSON.parse(files.source(`${folder}/package.json`) ?? "{}") as { readonly main?: unknown }
    return typeof main === "string" ? normalize(`${folder}/${main}`) : undefined
  } catch {
    return undefined
  }
}

const fileAt = (files: ProgramFiles, wanted: string): string | undefined => {
  const main = mainOf(files, wanted)
  const candidates = [wanted, ...(main === undefined ? [] : [main])].flatMap((path) =>
    endings.map((ending) => path + ending)
  )
  // TypeScript names a file by what it will be compiled to.
  candidates.push(wanted.replace(/\.([mc]?)js$/, ".$1ts"))
  return candidates.find((candidate) => files.has(candidate))
}

const packageAt = (files: ProgramFiles, base: string, name: string): string | undefined => {
  for (let folder = base; folder !== "";) {
    folder = folderOf(folder)
    const found = fileAt(files, `${folder}/node_modules/${name}`)
    if (found !== undefined) return found
  }
  return undefined
}

/** The path that a specifier spells out, or `undefined` if it is the name of a package. */
const spelled = (base: string, specifier: string): string | undefined => {
  const path = specifier.startsWith("file://") ? unescaped(specifier.slice(7)) : specifier
  if (!/^(?:\.{1,2}(?:\/|$)|\/)/.test(path)) return undefined
  return normalize(path.startsWith("/") ? path : `${folderOf(base)}/${path}`)
}

/** The file or the module of Node that a specifier names, if it names one. */
export const findModule = (files: ProgramFiles, base: string, specifier: string): string | undefined => {
  // Whatever is looked for, it is looked for in bounded time.
  if (base.length > longestPath || specifier.length > longestPath) return undefined
  const path = spelled(base, specifier)
  return path === undefined ? (builtinOf(specifier) ?? packageAt(files, base, specifier)) : fileAt(files, path)
}

/** Resolves the specifier of an import. Those from `eval` and `Function` are resolved from the main file's folder, as in Node. */
export const resolveImport = (files: ProgramFiles, from: string, specifier: string): string => {
  const base = from.startsWith("/") ? from : files.main
  const found = isDataUrl(specifier) ? specifier : findModule(files, base, specifier)
  if (found !== undefined) return found
  const path = spelled(base, specifier)
  const message =
    path === undefined
      ? `Cannot find module '${specifier.slice(0, longestPath)}': ${refusalOf(specifier)}`
      : `Cannot find module '${path.slice(0, longestPath)}' imported from ${base}`
  throw new ModuleFailure(message, "ERR_MODULE_NOT_FOUND", files.placeOf(base, specifier))
}

/** Resolves what a CommonJS file requires. */
export const resolveRequire = (files: ProgramFiles, from: string, specifier: string): string => {
  const found = findModule(files, from, specifier)
  if (found !== undefined) return found
  const message =
    spelled(from, specifier) === undefined
      ? `Cannot find module '${specifier.slice(0, longestPath)}': ${refusalOf(specifier)}`
      : `Cannot find module '${specifier.slice(0, longestPath)}'\nRequire stack:\n- ${from}`
  throw new ModuleFailure(message, "MODULE_NOT_FOUND")
}
