import ts from "typescript"

/** A program of several files. The main one is `main.ts`. */
export type Files = Readonly<Record<string, string>>

const libraries = new Map<string, ts.SourceFile | undefined>()

/** Gives tsc the files of a program in the folder `/in`, and nothing else but its own libraries. */
export const programHost = (options: ts.CompilerOptions, files: Files): ts.CompilerHost => {
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  const textOf = (path: string) => (path.startsWith("/in/") ? files[path.slice(4)] : undefined)
  host.fileExists = (path) => textOf(path) !== undefined
  host.readFile = textOf
  host.directoryExists = (path) => `${path}/`.startsWith("/in/")
  host.getCurrentDirectory = () => "/in"
  host.getSourceFile = (path, version) => {
    const text = textOf(path)
    if (text !== undefined) return ts.createSourceFile(path, text, version)
    if (!libraries.has(path)) libraries.set(path, getSourceFile(path, version))
    return libraries.get(path)
  }
  return host
}
