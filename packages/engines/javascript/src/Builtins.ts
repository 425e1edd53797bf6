import { fileFunctions } from "./guest/FileSystem.ts"

/** Files as `node:fs` has them. Under its own name it would promise what a sandbox does not keep: these are in memory, and gone after the run. */
const fileModule = "glissade:fs"
const promiseModule = "glissade:fs/promises"

/** The one of our own modules that a specifier means. */
export const builtinOf = (specifier: string): string | undefined =>
  specifier === fileModule || specifier === promiseModule ? specifier : undefined

const moduleOf = (object: string, names: ReadonlyArray<string>): string =>
  `const fs = process.getBuiltinModule("${fileModule}")${object}; export default fs; export const { ${names.join(", ")} } = fs`

/** The text of such a module. */
export const builtinSource = (name: string): string | undefined => {
  if (name === fileModule)
    return moduleOf("", [...fileFunctions.flatMap((name) => [name, `${name}Sync`]), "existsSync", "promises"])
  return name === promiseModule ? moduleOf(".promises", fileFunctions) : undefined
}
