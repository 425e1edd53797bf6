import { effect, signal } from "@preact/signals-core"
import { readStored, writeStored } from "../state/Stored.ts"
import { program } from "../state/Program.ts"
import { fingerprint, isChanged } from "./Kept.ts"
import { save, saving } from "./Saving.ts"

const name = "autosave"

/** How long nothing is typed before the program is saved, in milliseconds. */
const pauseMs = 3_000

/** Whether programs that were saved once are saved by themselves from then on. */
export const isAutosaving = signal(readStored("browser", name) === true)

export const chooseAutosave = (wanted: boolean): void => {
  writeStored("browser", name, wanted)
  isAutosaving.value = wanted
}

/** When the program should be saved, in milliseconds from now; `undefined` if not by itself. */
const dueIn = (): number | undefined => {
  if (!isAutosaving.value || !isChanged.value) return undefined
  const { value } = saving
  if (value.state === "saving" || value.state === "conflict") return undefined
  if (value.state === "idle" || value.print !== fingerprint(program.value)) return pauseMs
  return navigator.onLine && value.retryMs !== undefined ? Math.max(pauseMs, value.retryMs) : undefined
}

export const startAutosave = (): void => {
  effect(() => {
    void program.value
    const wait = dueIn()
    if (wait === undefined) return
    const timer = setTimeout(() => void save(true), wait)
    return () => clearTimeout(timer)
  })
  addEventListener("online", () => {
    if (isAutosaving.peek() && isChanged.peek() && saving.peek().state !== "conflict") void save(true)
  })
}
