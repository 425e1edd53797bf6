/**
 * Thrown by the host from inside the machine to end a run: it unwinds WebAssembly's frames past every `catch` and `finally` of the program.
 * The machine is restored afterwards.
 */
export class Stop {
  readonly reason: "timeout" | "memory_limit" | "output_limit" | "exit"
  readonly exitCode: number | null

  constructor(reason: Stop["reason"], exitCode: number | null = null) {
    this.reason = reason
    this.exitCode = exitCode
  }
}
