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
  const ours = told.filter((feature) => feature === "library" || feature === "history")
  if (ours.join() === features.peek().join()) return
  writeStored("browser", name, ours)
  features.value = ours
}

export const hasFeature = (feature: "library" | "history"): boolean => features.value.includes(feature)
