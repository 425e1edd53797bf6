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
  if (taken !== undefined) storedHere.add(id)
  return taken
}

const forgetUnsaved = (id: string): void => forgetStored("browser", nameOf(id))

/** What is to be stored after the pause. */
let pending: { readonly id: string; readonly program: Program } | undefined

/** Saved programs whose unsaved change this tab has stored. What another tab has stored is not for this one to forget. */
const storedHere = new Set<string>()

const flush = () => {
  if (pending !== undefined && writeStored("browser", nameOf(pending.id), pending.program)) storedHere.add(pending.id)
  pending = undefined
}

/** Keeps unsaved changes of saved programs beyond the draft, which the next program takes the place of. */
export const startUnsaved = (): void => {
  effect(() => {
    const id = kept.value.saved?.id
    if (pending !== undefined && pending.id !== id) flush()
    if (id === undefined) return
    if (!isChanged.value) {
      pending = undefined
      if (storedHere.delete(id)) forgetUnsaved(id)
      return
    }
    pending = { id, program: program.value }
    const timer = setTimeout(flush, pauseMs)
    return () => clearTimeout(timer)
  })
  addEventListener("pagehide", flush)
}
