import { effect } from "@preact/signals-core"
import { toDraft } from "../state/Draft.ts"
import type { Program } from "../state/Program.ts"
import { program } from "../state/Program.ts"
import { forgetStored, readStored, writeStored } from "../state/Stored.ts"
import { isChanged, kept, keptOf } from "./Kept.ts"

const nameOf = (id: string) => `unsaved.${id}`

/** How long nothing is typed before the change is stored a second time, in milliseconds: the draft is stored at once anyway. */
const pauseMs = 300

/** What was changed in a saved program and not saved yet, with the version that it began with. */
export const unsavedOf = (id: string): Program | undefined => {
  const stored = readStored("browser", nameOf(id))
  const draft = toDraft(stored)
  const { language } = (stored ?? {}) as { readonly language?: unknown }
  if (draft === undefined || typeof language !== "string" || keptOf(draft).saved?.id !== id) return undefined
  return { ...draft, language }
}

/** What was changed is kept elsewhere from now on. */
export const dropUnsaved = (id: string): void => {
  if (pending?.id === id) pending = undefined
  storedHere.delete(id)
  forgetUnsaved(id)
}

/** Whoever opens the change has it in the editor, where it is saved or stored again. */
export const takeUnsaved = (id: string): Program | undefined => {
  const taken = unsavedOf(id)
  if (taken !== undefined) storedHere.set(id, textOf(readStored("browser", nameOf(id))))
  return taken
}

const forgetUnsaved = (id: string): void => forgetStored("browser", nameOf(id))

/** What is to be stored after the pause. */
let pending: { readonly id: string; readonly program: Program } | undefined

/** The unsaved changes that this tab has stored, as text. What another tab has stored since is not for this one to forget. */
const storedHere = new Map<string, string>()

const textOf = (stored: unknown): string => JSON.stringify(stored)

/** Stores what waits; `false` if the browser keeps nothing. */
const flush = (): boolean => {
  if (pending === undefined) return true
  const { id, program } = pending
  if (!writeStored("browser", nameOf(id), program)) return false
  storedHere.set(id, textOf(readStored("browser", nameOf(id))))
  pending = undefined
  return true
}

/** Whether the change in the editor is stored beside the draft, so that another program may take its place. */
export const isUnsavedKept = (): boolean => flush()

/** Forgets what this tab has stored, unless another tab has stored something else since. */
const forgetOwn = (id: string): void => {
  const own = storedHere.get(id)
  if (own === undefined) return
  storedHere.delete(id)
  if (textOf(readStored("browser", nameOf(id))) === own) forgetUnsaved(id)
}

/** The last word of a page: what is unsaved in it is stored, also where another tab has stored something else since. */
const flushLast = (): void => {
  const id = kept.peek().saved?.id
  if (id !== undefined && isChanged.peek()) pending = { id, program: program.peek() }
  flush()
}

/** Keeps unsaved changes of saved programs beyond the draft, which the next program takes the place of. */
export const startUnsaved = (): void => {
  effect(() => {
    const id = kept.value.saved?.id
    if (pending !== undefined && pending.id !== id) flush()
    if (id === undefined) return
    if (!isChanged.value) {
      pending = undefined
      forgetOwn(id)
      return
    }
    pending = { id, program: program.value }
    const timer = setTimeout(flush, pauseMs)
    return () => clearTimeout(timer)
  })
  addEventListener("pagehide", flushLast)
}
