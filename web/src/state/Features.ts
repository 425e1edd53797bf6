import type { Runtimes } from "@glissade/client/Runtimes"
import { signal } from "@preact/signals-core"
import { readStored, writeStored } from "./Stored.ts"

const name = "features"

const read = (): ReadonlyArray<string> => {
  const stored = readStored("browser", name)
  return Array.isArray(stored) ? stored.filter((feature) => typeof feature === "string") : []
}

/** The server's features: as it last told them, until it answers. Without a network a saved program is still one. */
export const features = signal(read())

export const takeFeatures = (told: ReadonlyArray<string> = []): void => {
  if (told.join() === features.peek().join()) return
  writeStored("browser", name, told)
  features.value = told
}

/** The server's limits of a run, once it has told them. */
export const limits = signal<Runtimes["limits"] | undefined>(undefined)

/** Whether the person is known to the server: they signed in here, or whoever embeds the page gives it their token. */
export const isSignedIn = signal(globalThis.glissadeToken !== undefined || readStored("tab", "session") !== null)

export const serverHas = (feature: "library" | "history" | "account" | "sign_in"): boolean =>
  features.value.includes(feature)

/** Whether the server keeps something for this person: where people sign in, for those who did. */
export const hasFeature = (feature: "library" | "history" | "account"): boolean =>
  serverHas(feature) && (isSignedIn.value || !serverHas("sign_in"))
