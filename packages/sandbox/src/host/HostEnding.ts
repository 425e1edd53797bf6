import type { Ending } from "../Engine.ts"

/** What the host process says at the end of a run, as JSON. */
export interface HostEnding extends Ending {
  readonly truncated: { readonly stdout: boolean; readonly stderr: boolean }
  /** Wall clock from the program's start to its end, in milliseconds. */
  readonly durationMs: number
}
