import { computed, effect, signal } from "@preact/signals-core"
import type { CodeEditor } from "../editor/CodeEditor.ts"
import { current, edit, openFile, program } from "../state/Program.ts"
import { readStored, writeStored } from "../state/Stored.ts"

/** Whether the person prefers the plain text field, which screen readers support best. */
export const prefersPlain = signal(readStored("browser", "plain-editor") === true)

const full = signal<CodeEditor | undefined>(undefined)

/** Whether the text is in the plain field: by choice, or because the full editor is not loaded yet. */
export const isPlain = computed(() => full.value === undefined)

let host: HTMLElement | null = null
let plain: HTMLTextAreaElement | null = null

export const attachHost = (element: HTMLElement | null): void => {
  host = element
}

let isComposing = false

export const attachPlain = (element: HTMLTextAreaElement | null): void => {
  plain = element
  isComposing = false
  element?.addEventListener("compositionstart", () => {
    isComposing = true
  })
  element?.addEventListener("compositionend", () => {
    isComposing = false
  })
}

const documentOf = () => {
  const { content, name } = current.peek()
  return { key: `${program.peek().language}/${openFile.peek() ?? ""}`, name, text: content }
}

const load = async () => {
  const { createEditor } = await import("../editor/CodeEditor.ts")
  // Replacing the field would lose a word that is being composed with an input method.
  if (isComposing) await new Promise((resolve) => plain?.addEventListener("compositionend", resolve, { once: true }))
  if (prefersPlain.peek() || full.peek() !== undefined) return
  const editor = createEditor({ parent: host!, document: documentOf(), onChange: edit })
  const field = plain
  const caret = field !== null && document.activeElement === field ? field.selectionStart : undefined
  full.value = editor
  if (caret !== undefined) editor.select(caret)
}

/** Loads the full editor unless the person prefers the plain one, and keeps its text and marks up to date. */
export const startEditor = (errorLine: () => number | undefined): void => {
  effect(() => {
    if (!prefersPlain.value) {
      // Keep the plain field if the full editor cannot be loaded.
      load().catch(() => {})
      return
    }
    full.peek()?.destroy()
    full.value = undefined
  })
  effect(() => {
    void [current.value, program.value, openFile.value]
    full.value?.show(documentOf())
  })
  effect(() => {
    const line = openFile.value === undefined ? errorLine() : undefined
    // Set the mark together with its text, whichever of the two effects runs first.
    full.value?.show(documentOf())
    full.value?.markError(line)
  })
}

export const choosePlain = (wanted: boolean): void => {
  writeStored("browser", "plain-editor", wanted)
  prefersPlain.value = wanted
}

export const focusEditor = (): void => document.querySelector<HTMLElement>(".cm-content, .plain-editor")?.focus()

/** Moves the cursor to a line of a file, and in the full editor to a column, counted from 1; without a name, of the main file. */
export const goToLine = (line: number, name?: string, column?: number): void => {
  openFile.value = name
  const editor = full.peek()
  if (editor !== undefined) return editor.goToLine(line, column)
  const field = plain!
  const lines = field.value.split("\n")
  const from = lines.slice(0, line - 1).reduce((offset, text) => offset + text.length + 1, 0)
  field.focus()
  field.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0))
}
