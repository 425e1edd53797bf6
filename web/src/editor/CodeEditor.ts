import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state"
import type { DecorationSet } from "@codemirror/view"
import { tags } from "@lezer/highlight"
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view"

/** Colours are custom properties of the page, so that they follow its light and dark. */
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName)], color: "var(--code-name)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: tags.invalid, color: "var(--bad)" }
])

/** The full editor, as the page uses it. */
export interface CodeEditor {
  readonly setCode: (code: string) => void
  readonly setLanguage: (language: string) => Promise<void>
  /** Marks a line, counted from 1, until the text changes. */
  readonly markError: (line: number | undefined) => void
  readonly destroy: () => void
}

interface CodeEditorOptions {
  readonly parent: HTMLElement
  readonly code: string
  readonly language: string
  readonly onChange: (code: string) => void
  readonly onRun: () => void
}

const grammar = async (language: string): Promise<Extension> => {
  if (language === "python") {
    const { python } = await import("@codemirror/lang-python")
    return [python(), indentUnit.of("    ")]
  }
  const { javascript } = await import("@codemirror/lang-javascript")
  return [javascript({ typescript: language === "typescript" }), indentUnit.of("  ")]
}

const setErrorLine = StateEffect.define<number | undefined>()

const errorLine = StateField.define<DecorationSet>({
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

const run = (onRun: () => void) =>
  keymap.of([
    {
      key: "Mod-Enter",
      preventDefault: true,
      run: () => {
        onRun()
        return true
      }
    }
  ])

/** Makes the full editor inside an element. */
export const createEditor = async (options: CodeEditorOptions): Promise<CodeEditor> => {
  const language = new Compartment()
  let wanted = options.language
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.code,
      extensions: [
        run(options.onRun),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        syntaxHighlighting(highlight),
        errorLine,
        language.of(await grammar(options.language)),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": "Program" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onChange(update.state.doc.toString())
        })
      ]
    })
  })
  return {
    setCode: (code) => {
      if (code === view.state.doc.toString()) return
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: code } })
    },
    setLanguage: async (next) => {
      if (next === wanted) return
      wanted = next
      const loaded = await grammar(next)
      if (wanted === next) view.dispatch({ effects: language.reconfigure(loaded) })
    },
    markError: (line) => view.dispatch({ effects: setErrorLine.of(line) }),
    destroy: () => view.destroy()
  }
}
