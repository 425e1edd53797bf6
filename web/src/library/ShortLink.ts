import { effect } from "@preact/signals-core"
import { idOf } from "../languages/StoredLanguage.ts"
import { isReload } from "../sharing/Navigation.ts"
import { isWrittenHere } from "../state/Draft.ts"
import { tell } from "../state/Notice.ts"
import { program, replace } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"
import { readStored, writeStored } from "../state/Stored.ts"
import type { Snippet } from "./Calls.ts"
import { call, CallFailed } from "./Calls.ts"
import { kept } from "./Kept.ts"
import { canOpen, languagesFor, openSnippet, toDraft } from "./Opening.ts"

const slugOf = (path: string) => /^\/s\/([^/]+)\/?$/.exec(path)?.[1]

/** Somebody else's program: a change of it is a program of the reader's own, which is not saved yet. */
const openForeign = (snippet: Snippet, path: string) => {
  const language = idOf(snippet)
  const { slug, title } = snippet
  const draft = { ...toDraft(snippet), kept: { title: "", forkOf: { slug, title } } }
  const isNewTab = !isWrittenHere(program.peek().language)
  writeStored("tab", "link", path)
  if (isNewTab) replace(language, draft)
  else replaceOnRequest(language, draft, { text: "The program of the link took the place of yours." })
}

/** The address names the program only as long as it is in the editor. */
const watchAddress = (slug: string) => {
  const stop = effect(() => {
    const { forkOf, saved } = kept.value
    if (saved?.slug === slug || (saved === undefined && forkOf?.slug === slug)) return
    history.replaceState(null, "", "/")
    queueMicrotask(() => stop())
  })
}

/** Opens the program whose short link is the page's address. */
export const openShortLink = async (): Promise<void> => {
  const path = location.pathname
  const slug = slugOf(path)
  if (slug === undefined) return
  const isHere = kept.peek().saved?.slug === slug || kept.peek().forkOf?.slug === slug
  // After a reload it is the draft that the person goes on with.
  if (isHere && (isReload() || readStored("tab", "link") === path)) return watchAddress(slug)
  try {
    const snippet = await call<Snippet>("GET", `/shared/${encodeURIComponent(slug)}`)
    await languagesFor(snippet)
    if (!canOpen(snippet)) return
    if (snippet.is_own) await openSnippet(snippet)
    else openForeign(snippet, path)
    watchAddress(slug)
  } catch (error) {
    const isMissing = error instanceof CallFailed && (error.status === 404 || error.status === 400)
    tell(
      isMissing
        ? "There is no program at this link: it may have been deleted, or is no longer shared."
        : `The program of this link cannot be opened: ${error instanceof CallFailed ? error.message : String(error)}.`
    )
  }
}
