/**
 * Where an error that nobody expected came from, for a log: its name and the frames of its stack. Not its message, which may hold a person's
 * code.
 */
export const errorPlace = (error: unknown): string => {
  if (!(error instanceof Error)) return typeof error
  return [error.name, ...(error.stack?.match(/^ {4}at .*$/gm) ?? [])].join(" ")
}
