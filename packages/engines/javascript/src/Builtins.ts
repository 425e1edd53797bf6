import { fileFunctions } from "./guest/FileSystem.ts"

/**
 * Files with the API of `node:fs`. Not under that name, since a sandbox cannot keep its promises: these files are in memory, and gone after
 * the run.
 */
const fileModule = "glissade:fs"
const promiseModule = "glissade:fs/promises"

/** The built-in module that a specifier names. */
export const builtinOf = (specifier: string): string | undefined =>
  specifier === fileModule || specifier === promiseModule ? specifier : undefined

const moduleOf = (object: string, names: ReadonlyArray<string>): string =>
  `const fs = process.getBuiltinModule("${fileModule}")${object}; export default fs; export const { ${names.join(", ")} } = fs`

/** The source of a built-in module. */
export const builtinSource = (name: string): string | undefined => {
  if (name === fileModule)
    return moduleOf("", [...fileFunctions.flatMap((name) => [name, `${name}Sync`]), "existsSync", "promises"])
  return name === promiseModule ? moduleOf(".promises", fileFunctions) : undefined
}
