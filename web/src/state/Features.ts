import type { Runtimes } from "@glissade/client/Runtimes"
import { signal } from "@preact/signals-core"
import { readStored, writeStored } from "./Stored.ts"

const name = "features"

const stored = readStored("browser", name)

/** Whether the server has told its features to this browser before. */
export const areFeaturesKnown = stored !== null

/** The server's features: as it last told them, until it answers. Without a network a saved program is still one. */
export const features = signal<ReadonlyArray<string>>(
  Array.isArray(stored) ? stored.filter((feature) => typeof feature === "string") : []
)

export const takeFeatures = (told: ReadonlyArray<string> = []): void => {
  if (areFeaturesKnown && told.join() === features.peek().join()) return
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
