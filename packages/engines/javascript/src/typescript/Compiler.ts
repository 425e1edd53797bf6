import { TypeScriptBreakdown, TypeScriptSyntaxError } from "../TypeScript.ts"
import type { Stripped } from "../TypeScript.ts"
import { readMappings } from "../SourceMap.ts"
import type * as Api from "./Api.ts"
import { moduleSyntax } from "./ModuleSyntax.ts"
import type { ModuleSyntax } from "./ModuleSyntax.ts"
import type * as ParserModule from "./Parser.ts"
import { scriptOf } from "./Script.ts"
import type { EmitOptions } from "./CompilerOptions.ts"

/** The module format of the result. `node` is a module that may require. */
export type ModuleFormat = "commonjs" | "module" | "node"

/** `ModuleKind` of TypeScript. */
const moduleKinds: Readonly<Record<ModuleFormat, number>> = { commonjs: 1, module: 99, node: 100 }

/** `ScriptTarget.ES2022`: what is newer, decorators and `using`, is not syntax of QuickJS. */
const target = 9

/**
 * TypeScript's own compiler, for the sources that are more than JavaScript with types. It is read when a program first needs it, which takes
 * a quarter of a second and 80 MB once a process.
 */
export class Compiler {
  readonly #api: () => typeof Api
  readonly #parser: () => typeof ParserModule

  constructor(ownFolder: string) {
    this.#api = scriptOf(ownFolder, "typescript.js")
    this.#parser = scriptOf(ownFolder, "parser.js")
  }

  /** Reads a source without types. `undefined` for what is no module, and a `NewerSyntax` for what the machine does not know. */
  syntax(code: string): ModuleSyntax | undefined {
    return moduleSyntax(this.#parser().Parser, code)
  }

  /** Throws a {@link TypeScriptSyntaxError} for a faulty source. */
  compile(source: string, format: ModuleFormat, options: EmitOptions): Stripped {
    const api = this.#api()
    const fileName = format === "node" ? "main.mts" : "main.ts"
    const compilerOptions = {
      ...options,
      target,
      module: moduleKinds[format],
      esModuleInterop: true,
      sourceMap: true
    } as const
    let result: ReturnType<typeof api.transpileModule>
    try {
      result = api.transpileModule(source, { compilerOptions, fileName, reportDiagnostics: true })
    } catch {
      throw new TypeScriptBreakdown("the TypeScript compiler broke down")
    }
    const fault = result.diagnostics?.find(({ file, start }) => file !== undefined && start !== undefined)
    if (fault?.file !== undefined && fault.start !== undefined) {
      const { character, line } = fault.file.getLineAndCharacterOfPosition(fault.start)
      const message = api.flattenDiagnosticMessageText(fault.messageText, "\n")
      throw new TypeScriptSyntaxError(message, { line: line + 1, column: character + 1 })
    }
    const { mappings } = JSON.parse(result.sourceMapText ?? '{"mappings":""}') as { readonly mappings: string }
    const code = result.outputText.replace(/\n\/\/# sourceMappingURL=[^\n]*\s*$/, "\n")
    return { code, map: readMappings(mappings) }
  }
}
