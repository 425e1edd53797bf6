import { batch, effect, signal } from "@preact/signals-core"
import type { SnippetHead } from "./Calls.ts"
import { CallFailed, listSnippets } from "./Calls.ts"

/** What is looked for. */
export const query = signal("")
export const isStarredOnly = signal(false)
/** Whether the deleted ones are shown, and no others. */
export const areDeleted = signal(false)

/** What was found so far. */
export const items = signal<ReadonlyArray<SnippetHead>>([])
const next = signal<string | undefined>(undefined)
export const hasMore = () => next.value !== undefined

export type ListState = { readonly state: "loading" | "ready" } | { readonly state: "failed"; readonly why: string }
export const listState = signal<ListState>({ state: "ready" })

/** How long nothing is typed before the search begins, in milliseconds. */
const pauseMs = 200

let asking = new AbortController()

const load = async (cursor?: string): Promise<void> => {
  asking.abort()
  asking = new AbortController()
  const { signal } = asking
  const parameters = new URLSearchParams({ limit: "30" })
  const looked = query.peek().trim().slice(0, 200)
  if (looked !== "") parameters.set("q", looked)
  if (isStarredOnly.peek() && !areDeleted.peek()) parameters.set("starred", "true")
  if (areDeleted.peek()) parameters.set("deleted", "true")
  if (cursor !== undefined) parameters.set("cursor", cursor)
  listState.value = { state: "loading" }
  try {
    const page = await listSnippets(parameters, signal)
    if (signal.aborted) return
    batch(() => {
      items.value = cursor === undefined ? page.items : [...items.peek(), ...page.items]
      next.value = page.next
      listState.value = { state: "ready" }
    })
  } catch (error) {
    if (signal.aborted) return
    listState.value = { state: "failed", why: error instanceof CallFailed ? error.message : String(error) }
  }
}

export const refreshList = (): Promise<void> => load()

export const loadMore = (): Promise<void> => load(next.peek())

/** Looks again whenever something else is looked for, until it is stopped. */
export const startListing = (): (() => void) => {
  batch(() => {
    query.value = ""
    isStarredOnly.value = areDeleted.value = false
    items.value = []
    next.value = undefined
  })
  let isFirst = true
  const stop = effect(() => {
    void [query.value, isStarredOnly.value, areDeleted.value]
    listState.value = { state: "loading" }
    const timer = setTimeout(() => void load(), isFirst ? 0 : pauseMs)
    isFirst = false
    return () => clearTimeout(timer)
  })
  return () => {
    stop()
    asking.abort()
  }
}

/** Shows a change of one in the list at once. `undefined` takes it out. */
export const showChange = (id: string, changed: Partial<SnippetHead> | undefined): void => {
  items.value = items
    .peek()
    .flatMap((item) => (item.id !== id ? [item] : changed === undefined ? [] : [{ ...item, ...changed }]))
}
