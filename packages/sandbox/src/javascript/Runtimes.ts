/** A language that an engine runs, as people are told of it. */
export interface Runtime {
  readonly language: string
  readonly version: string
  readonly engine: string
  readonly mainFile: string
}

/** The languages of this engine. A test holds the versions to what the machine says of itself. */
export const runtimes: ReadonlyArray<Runtime> = [
  { language: "javascript", version: "ES2025 (QuickJS-ng 0.17.0)", engine: "javascript", mainFile: "main.js" },
  {
    language: "typescript",
    version: "types taken out (QuickJS-ng 0.17.0)",
    engine: "javascript",
    mainFile: "main.ts"
  }
]
