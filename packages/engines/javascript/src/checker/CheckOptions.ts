import type { CompilerOptions } from "typescript"
import { compilerOptionsIn } from "../typescript/CompilerOptions.ts"

/** The keys of a program's `tsconfig.json` that decide what is an error. All others are left as they are. */
const checkedKeys: ReadonlySet<string> = new Set([
  "allowUnreachableCode",
  "allowUnusedLabels",
  "emitDecoratorMetadata",
  "exactOptionalPropertyTypes",
  "experimentalDecorators",
  "noFallthroughCasesInSwitch",
  "noImplicitAny",
  "noImplicitOverride",
  "noImplicitReturns",
  "noImplicitThis",
  "noPropertyAccessFromIndexSignature",
  "noUncheckedIndexedAccess",
  "noUnusedLocals",
  "noUnusedParameters",
  "strict",
  "strictBindCallApply",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useDefineForClassFields",
  "useUnknownInCatchVariables",
  "verbatimModuleSyntax"
])

/** `ScriptTarget.ESNext`, `ModuleKind.Preserve`, `ModuleResolutionKind.Bundler` and `ModuleDetectionKind.Force`. */
const [target, module, moduleResolution, moduleDetection] = [99, 200, 100, 3]

/** Strict, as `tsc --init` writes it, with the modules of the engine: CommonJS and ES modules, with or without endings. */
const ours: CompilerOptions = {
  target,
  module,
  moduleResolution,
  moduleDetection,
  lib: ["lib.esnext.d.ts"],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  skipDefaultLibCheck: true,
  allowJs: true,
  resolveJsonModule: true,
  allowImportingTsExtensions: true,
  esModuleInterop: true
}

/** What a program is checked with, by the text of its `tsconfig.json`. */
export const checkOptions = (config: string): CompilerOptions => {
  const given = compilerOptionsIn(config)
  const listed = Object.entries(given).flatMap(([key, value]) =>
    checkedKeys.has(key) && typeof value === "boolean" ? [[key, value] as const] : []
  )
  return { ...ours, ...Object.fromEntries(listed) }
}
