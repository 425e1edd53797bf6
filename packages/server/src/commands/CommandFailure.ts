/** Turns a failure of Node into an error with a sentence for the person at the command line. */
export const failingWith =
  (what: string) =>
  (error: unknown): Error =>
    new Error(`${what}: ${error instanceof Error ? error.message : String(error)}`)
