import { specifierOf } from "./Elision.ts"
import type { TypeNames } from "./Elision.ts"
import { nameOf } from "./ModuleSyntax.ts"
import type { ModuleSyntax } from "./ModuleSyntax.ts"

/** What a name stands for. `unknown` is for what nothing says, such as the names of a CommonJS file. */
export type ExportKind = "value" | "type" | "missing" | "unknown"

/** A file whose types were taken out: its syntax, and the names of the types. */
export interface TypedFile {
  readonly syntax: ModuleSyntax
  readonly types: () => ReadonlySet<string>
}

/** Finds the files of a program. */
export interface TypedFiles {
  readonly file: (path: string) => TypedFile | undefined
  readonly resolve: (base: string, specifier: string) => string | undefined
}

/** Finds out which names are types, across the files of a program. */
export class ExportKinds {
  readonly #files: TypedFiles

  constructor(files: TypedFiles) {
    this.#files = files
  }

  /** What can be asked about the names of a file. */
  of(path: string): TypeNames {
    return {
      isExportedType: (specifier, name) => this.#from(path, specifier, name, new Set()) === "type",
      isLocalType: (name) => {
        const file = this.#files.file(path)
        return file !== undefined && this.#local(path, file, name, new Set()) === "type"
      }
    }
  }

  #from(base: string, specifier: string, name: string, seen: Set<string>): ExportKind {
    const path = this.#files.resolve(base, specifier)
    return path === undefined ? "unknown" : this.#exported(path, name, seen)
  }

  #exported(path: string, name: string, seen: Set<string>): ExportKind {
    const key = `${name} ${path}`
    if (seen.has(key)) return "missing"
    seen.add(key)
    const file = this.#files.file(path)
    if (file === undefined) return "unknown"
    const { syntax } = file
    if (syntax.declared.has(name)) return "value"
    if (name === "default" && syntax.defaultName) return this.#local(path, file, syntax.defaultName.name, seen)
    for (const declaration of syntax.exports) {
      const found = declaration.specifiers.find(({ exported }) => nameOf(exported) === name)
      if (found === undefined) continue
      const local = nameOf(found.local)
      return declaration.source
        ? this.#from(path, specifierOf(declaration), local, seen)
        : this.#local(path, file, local, seen)
    }
    if (name !== "default") {
      for (const specifier of syntax.stars) {
        const kind = this.#from(path, specifier, name, seen)
        if (kind !== "missing") return kind
      }
    }
    return file.types().has(name) ? "type" : "missing"
  }

  #local(path: string, { syntax, types }: TypedFile, name: string, seen: Set<string>): ExportKind {
    if (syntax.topNames.has(name)) return "value"
    for (const declaration of syntax.imports) {
      const found = declaration.specifiers.find(({ local }) => local.name === name)
      if (found === undefined) continue
      if (found.type === "ImportNamespaceSpecifier") return "value"
      const imported = found.type === "ImportSpecifier" ? nameOf(found.imported) : "default"
      return this.#from(path, specifierOf(declaration), imported, seen)
    }
    return types().has(name) ? "type" : "missing"
  }
}
