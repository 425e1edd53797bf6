/** Why a gate ended a program. `forbidden` is an import that no program may reach. */
export type TrapKind = "exit" | "abort" | "timeout" | "output_limit" | "memory_limit" | "forbidden"

/**
 * Thrown by a gate through the WebAssembly frames: an interpreter has no way to catch what JavaScript throws, so that
 * a program ends here whatever its `except` clauses say.
 */
export class Trap extends Error {
  readonly kind: TrapKind
  readonly exitCode: number | null

  constructor(kind: TrapKind, detail: string, exitCode: number | null = null) {
    super(`${kind}: ${detail}`)
    this.kind = kind
    this.exitCode = exitCode
  }
}
