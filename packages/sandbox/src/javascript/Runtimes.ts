/** A language that an engine runs, as people are told of it. */
export interface Runtime {
  readonly language: string
  readonly version: string
  readonly engine: string
  readonly mainFile: string
}

const engine = "QuickJS-ng 0.17.0"

/** The languages of this engine. A test holds the engine's version to what the machine says of itself. */
export const runtimes: ReadonlyArray<Runtime> = [
  { language: "javascript", version: "ES2025", engine, mainFile: "main.js" },
  { language: "typescript", version: "ES2025 with types", engine, mainFile: "main.ts" }
]
