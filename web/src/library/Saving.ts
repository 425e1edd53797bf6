import { batch, signal } from "@preact/signals-core"
import { announcement, tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { change, placed, program } from "../state/Program.ts"
import type { Snippet, SnippetBody } from "./Calls.ts"
import { call, CallFailed, createSnippet, readSnippet, replaceSnippet } from "./Calls.ts"
import type { Kept } from "./Kept.ts"
import { fingerprint, isChanged, keep, kept, keptOf } from "./Kept.ts"
import type { About } from "./SnippetProgram.ts"
import { aboutOf, toProgram, toSource } from "./SnippetProgram.ts"
import { titleOf } from "./Title.ts"
import { inTurn } from "./Turn.ts"

/** How saving the program in the editor stands, besides what its text says. */
export type SavingState =
  | { readonly state: "idle" }
  | { readonly state: "saving" }
  /** `print` is of the program that was refused; without `retryMs` it would be again. */
  | { readonly state: "refused"; readonly why: string; readonly retryMs: number | undefined; readonly print: string }
  /** Somebody else, or another tab, has saved `theirs` since. */
  | { readonly state: "conflict"; readonly theirs: Snippet }

const idle: SavingState = { state: "idle" }

export const saving = signal<SavingState>(idle)

/** What a program has before anything is said about it. */
const nothingSaid: About = {
  description: "",
  tags: [],
  visibility: "private",
  time_complexity: null,
  space_complexity: null
}

const bodyOf = (own: Program, { saved, title }: Kept): SnippetBody => ({
  ...toSource(own, saved?.runtime),
  ...(saved?.about ?? nothingSaid),
  title: title || titleOf(own.code)
})

/** The program in the editor is that of a saved one from now on. Not if another took its place meanwhile. */
const adopt = (answer: Snippet, place: number): void => {
  const isSame = kept.peek().saved?.id === answer.id || placed.peek() === place
  if (isSame) change({ kept: keep(answer) })
}

/** A copy of somebody else's keeps the line to its origin, which only the server can draw. */
const createFork = async (own: Program, known: Kept, slug: string): Promise<Snippet> => {
  const copy = await call<Snippet>("POST", `/shared/${slug}/fork`)
  const title = known.title || copy.title
  return replaceSnippet(copy.id, copy.version, { ...toSource(own, copy.runtime), ...aboutOf(copy), title })
}

/** Replaces what is there, unless somebody else has saved another program since: theirs is returned then. */
const replaceUnlessChanged = async (own: Program, known: Kept, isAutosaved: boolean) => {
  const saved = known.saved!
  try {
    return { done: await replaceSnippet(saved.id, saved.version, bodyOf(own, known), isAutosaved) }
  } catch (error) {
    if (!(error instanceof CallFailed) || error.status !== 412) throw error
  }
  const theirs = await readSnippet(saved.id)
  const print = fingerprint(toProgram(theirs))
  // The answer to an earlier try was lost: what is there is what was sent.
  if (print === fingerprint(own)) return { done: theirs }
  // Only what is said about the program was changed, or what it runs in, which a save of the program leaves as it is.
  if (print !== saved.print) return { theirs }
  const source = toSource(own, theirs.runtime)
  const runtime = theirs.runtime === saved.runtime ? source.runtime : theirs.runtime
  const body = { ...source, runtime, ...aboutOf(theirs), title: theirs.title }
  return { done: await replaceSnippet(saved.id, theirs.version, body, isAutosaved) }
}

const send = async (own: Program, known: Kept, isAutosaved: boolean) => {
  if (known.saved !== undefined) return replaceUnlessChanged(own, known, isAutosaved)
  const slug = known.forkOf?.slug
  return { done: await (slug === undefined ? createSnippet(bodyOf(own, known)) : createFork(own, known, slug)) }
}

const refuse = (error: unknown, own: Program, place: number): void => {
  const failure = error instanceof CallFailed ? error : new CallFailed(String(error))
  let why = failure.message
  if (placed.peek() !== place) {
    // The change is kept beside the draft.
    saving.value = idle
    tell(`The program before was not saved: ${why}.`)
    return
  }
  if (failure.status === 404 && kept.peek().saved !== undefined) {
    // It was deleted elsewhere. What is in the editor can be kept as a new one.
    const { title } = kept.peek()
    change({ kept: { title } })
    why = "it was deleted elsewhere. Save again to keep it as a new one"
  }
  announcement.value = `Not saved: ${why}`
  saving.value = { state: "refused", why, retryMs: failure.retryMs, print: fingerprint(own) }
}

const perform = async (isAutosaved: boolean): Promise<void> => {
  const own = program.peek()
  const place = placed.peek()
  const known = keptOf(own)
  saving.value = { state: "saving" }
  try {
    const { done, theirs } = await send(own, known, isAutosaved)
    // Another program is in the editor by now. Its own state is not that of this one.
    const isGone = placed.peek() !== place
    if (theirs !== undefined) {
      saving.value = isGone ? idle : { state: "conflict", theirs }
      if (!isGone) announcement.value = "Not saved: it was changed elsewhere."
      return
    }
    batch(() => {
      adopt(done, place)
      saving.value = idle
    })
    if (!isAutosaved) announcement.value = `Saved as ${done.title}`
  } catch (error) {
    refuse(error, own, place)
  }
}

let running: Promise<void> | undefined
let isRunningAutosave = false

/** Saves the program in the editor: one save after another, and at the end what was typed meanwhile as well if a person asked for that. */
export const save = async (isAutosaved = false): Promise<void> => {
  if (running !== undefined) {
    const wasAutosave = isRunningAutosave
    await running
    if (isAutosaved || saving.peek().state !== "idle") return
    // What was autosaved is saved again by the person, so that the next autosave does not take its place.
    if (!isChanged.peek() && !wasAutosave) return
  }
  if (running === undefined) {
    isRunningAutosave = isAutosaved
    running = inTurn(() => perform(isAutosaved)).finally(() => {
      running = undefined
    })
  }
  return running
}

/** Another program is in the editor: how saving the one before stood is no longer of interest. */
export const forgetState = (): void => {
  if (saving.peek().state !== "saving") saving.value = idle
}

/** Takes the program that is saved under a version as the one in the editor. */
export const settle = (snippet: Snippet): void =>
  batch(() => {
    change({ kept: keep(snippet) })
    saving.value = idle
  })
