import { signal } from "@preact/signals-core"
import { token } from "../client.ts"
import type { SnippetMarkup } from "./Markup.ts"
import { attributesOf } from "./Markup.ts"

/** Where the server offers the snippet, beside the page. */
export const scriptAddress = (): string => `${location.origin}/embed/glissade-snippet.js`

/** Whether the snippet could not be loaded. */
export const isMissing = signal(false)

/** Loads the snippet, as another page does. Whoever is signed in here runs it as themselves. */
export const loadSnippet = async (): Promise<void> => {
  isMissing.value = false
  try {
    const address = scriptAddress()
    await import(/* @vite-ignore */ address)
    Object.assign((await customElements.whenDefined("glissade-snippet")) as object, { token })
  } catch {
    isMissing.value = true
  }
}

const preOf = (text: string): HTMLPreElement => {
  const pre = document.createElement("pre")
  pre.textContent = text.trimEnd()
  return pre
}

/** The element that the markup makes on a page. */
export const previewOf = (snippet: SnippetMarkup): HTMLElement => {
  const element = document.createElement("glissade-snippet")
  for (const [name, value] of attributesOf(snippet)) element.setAttribute(name, value)
  element.append(preOf(snippet.code))
  if (snippet.expected !== undefined) element.append(Object.assign(preOf(snippet.expected), { slot: "output" }))
  return element
}
