import type { Extension } from "@codemirror/state"
import { StateEffect, StateField } from "@codemirror/state"
import type { DecorationSet } from "@codemirror/view"
import { Decoration, EditorView } from "@codemirror/view"

/** Marks a line, counted from 1, or none. */
export const setErrorLine = StateEffect.define<number | undefined>()

/** The marked line. Changing the text removes the mark. */
export const errorLine: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (decorations, transaction) => {
    if (transaction.docChanged) decorations = Decoration.none
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorLine)) continue
      const line = effect.value
      decorations =
        line === undefined || line > transaction.state.doc.lines
          ? Decoration.none
          : Decoration.set([Decoration.line({ class: "error-line" }).range(transaction.state.doc.line(line).from)])
    }
    return decorations
  },
  provide: (field) => EditorView.decorations.from(field)
})
