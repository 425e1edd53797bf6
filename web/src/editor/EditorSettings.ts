import { effect } from "@preact/signals-core"
import { indentUnit } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { Compartment, EditorState, Prec } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import type { Look } from "../state/Look.ts"
import { look } from "../state/Look.ts"
import { notLoaded } from "../state/Notice.ts"

/** Keys of other editors. Each is loaded when it is chosen. */
const keySets = {
  vim: async () => (await import("./VimKeys.ts")).vimKeys,
  emacs: async () => (await import("./EmacsKeys.ts")).emacsKeys
}

const part = new Compartment()

/** The keys that are chosen, once they are loaded. */
let keys: Extension = []
let loaded: Look["keys"]

/** A tab as wide as the person wants it, which is also how far an empty program is indented. */
const tabOf = (width: number | undefined): Extension =>
  width ? [EditorState.tabSize.of(width), Prec.high(indentUnit.of(" ".repeat(width)))] : []

/** Completion, once it is loaded. */
let completion: (() => Extension) | undefined

const chosen = (): Extension => [keys, completion?.() ?? [], tabOf(look.peek().tab)]

/** What the person has chosen in the settings. Stands before all other extensions, whose keys come after. */
export const chosenSettings = (): Extension => part.of(chosen())

/** Gives what is chosen now to the view, whose state may be of before. */
export const applySettings = (view: EditorView): void => view.dispatch({ effects: part.reconfigure(chosen()) })

const load = async (view: EditorView, wanted: Look["keys"]) => {
  const extension = wanted ? await keySets[wanted]() : []
  // Another set may have been chosen meanwhile.
  if (look.peek().keys !== wanted) return
  loaded = wanted
  keys = extension
  applySettings(view)
}

/** Loads completion, and then lists names if somebody asked for them. */
export const complete = (view: EditorView, isAsked: boolean): void => {
  if (completion !== undefined && !isAsked) return
  import("./completion/Completion.ts").then(
    (loaded) => {
      if (completion === undefined) {
        completion = loaded.completion
        applySettings(view)
      }
      if (isAsked) loaded.askForNames(view)
    },
    // Only somebody who asked for the list is told.
    () => isAsked && notLoaded()
  )
}

/** Follows the settings, until the returned function is called. */
export const followSettings = (view: EditorView): (() => void) =>
  effect(() => {
    const { keys: wanted } = look.value
    if (wanted === loaded) applySettings(view)
    else load(view, wanted).catch(notLoaded)
  })
