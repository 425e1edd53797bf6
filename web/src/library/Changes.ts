import { tell } from "../state/Notice.ts"
import { change, placed } from "../state/Program.ts"
import type { Snippet, SnippetHead, Version } from "./Calls.ts"
import { call, CallFailed, readSnippet, replaceSnippet } from "./Calls.ts"
import { keep, kept } from "./Kept.ts"
import type { About, Source } from "./SnippetProgram.ts"
import { aboutOf, sourceOf } from "./SnippetProgram.ts"
import { inTurn } from "./Turn.ts"

/** What of a saved program is changed. */
export type Change = Partial<About & Source & { readonly title: string }>

/** The program in the editor began with the version that was changed: it goes on from the new one. */
const follow = (before: number, changed: Snippet): void => {
  const known = kept.peek()
  if (known.saved?.id !== changed.id) return
  if (known.saved.version === before) change({ kept: keep(changed) })
  else change({ kept: { ...known, title: changed.title } })
}

const changeNow = async (id: string, changes: Change): Promise<Snippet> => {
  const now = await readSnippet(id)
  const body = { ...sourceOf(now), ...aboutOf(now), title: now.title, ...changes }
  const changed = await replaceSnippet(id, now.version, body)
  follow(now.version, changed)
  return changed
}

/** Changes parts of a saved program, and leaves the others as they are by then. */
export const changeSnippet = (id: string, changes: Change): Promise<Snippet> =>
  inTurn(() =>
    changeNow(id, changes).catch((error) => {
      // Somebody was faster: none of theirs is lost, since only these parts are changed.
      if (error instanceof CallFailed && error.status === 412) return changeNow(id, changes)
      throw error
    })
  )

export const setStar = (id: string, isStarred: boolean): Promise<void> =>
  call(isStarred ? "POST" : "DELETE", `/snippets/${id}/star`)

export const copySnippet = (id: string): Promise<Snippet> => call("POST", `/snippets/${id}/fork`)

export const restoreSnippet = (id: string): Promise<Snippet> => call("POST", `/snippets/${id}/restore`)

/** Deletes a program. In the editor it stays, as one that is not saved. Returns what undoes that. */
export const deleteSnippet = async ({ id, title }: SnippetHead): Promise<() => Promise<Snippet>> => {
  await inTurn(() => call("DELETE", `/snippets/${id}`))
  const known = kept.peek()
  const isOpen = known.saved?.id === id
  if (isOpen) change({ kept: { title } })
  const place = placed.peek()
  return async () => {
    const restored = await restoreSnippet(id)
    if (isOpen && placed.peek() === place && kept.peek().saved === undefined) change({ kept: known })
    return restored
  }
}

/** Makes the program of an earlier version the latest one. */
export const bringBack = (id: string, version: Version): Promise<Snippet> => changeSnippet(id, sourceOf(version))

/** Why something could not be done, as a sentence of the page. */
export const tellWhyNot = (what: string) => (error: unknown) =>
  tell(`${what}: ${error instanceof CallFailed ? error.message : String(error)}.`)
