import { InvalidSettings } from "../../settings/EnvironmentFile.ts"

/** What is said of settings that cannot be used, or nothing if they can be. */
export const messageOf = (read: () => unknown): string | undefined => {
  try {
    read()
    return undefined
  } catch (error) {
    if (error instanceof InvalidSettings) return error.message
    throw error
  }
}
