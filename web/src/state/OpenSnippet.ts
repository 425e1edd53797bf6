import { signal } from "@preact/signals-core"

/** Id of the saved program that the one in the editor is, or is a change of; `undefined` where there is no library. */
export const openSnippetId = signal<string | undefined>(undefined)
