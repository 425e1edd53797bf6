import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands"
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { Compartment, EditorState } from "@codemirror/state"
import { tags } from "@lezer/highlight"
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view"
import { applySettings, chosenSettings, complete, followSettings } from "./EditorSettings.ts"
import { errorLine, setErrorLine } from "./ErrorLine.ts"
import { grammarOf } from "./Grammar.ts"
import { ownIndentation } from "./Indentation.ts"
import { setOpenView } from "./OpenView.ts"
import { openSearch, searchPart } from "./SearchPart.ts"

/** Colours are custom properties of the page, so that they follow its light and dark theme. */
const highlight = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.definition(tags.variableName), tags.function(tags.variableName)], color: "var(--code-name)" },
  { tag: [tags.typeName, tags.className], color: "var(--code-type)" },
  { tag: tags.invalid, color: "var(--bad)" }
])

/** A file in the editor. Each key has its own undo history. */
export interface EditorDocument {
  readonly key: string
  /** Its ending says which grammar it has. */
  readonly name: string
  readonly text: string
}

/** The full editor, as the page uses it. */
export interface CodeEditor {
  readonly show: (document: EditorDocument) => void
  /** Marks a line, counted from 1, until the text changes. */
  readonly markError: (line: number | undefined) => void
  /** Puts the cursor into a line, counted from 1. */
  readonly goToLine: (line: number, column?: number) => void
  /** Moves the cursor to an offset in UTF-16 units. */
  readonly select: (offset: number) => void
  readonly destroy: () => void
}

interface CodeEditorOptions {
  readonly parent: HTMLElement
  readonly document: EditorDocument
  readonly onChange: (code: string) => void
}

/** The page runs the program on this key; the editor must not insert a line. */
const runKey = { key: "Mod-Enter", run: () => true }

/** Lists names; once completion is loaded, it has this key. */
const nameKey = {
  key: "Ctrl-Space",
  run: (view: EditorView) => {
    complete(view, true)
    return true
  }
}

const searchKey = { key: "Mod-f", run: openSearch }

/** Makes the full editor inside an element. */
export const createEditor = (options: CodeEditorOptions): CodeEditor => {
  const grammar = new Compartment()
  const extensions: Extension = [
    chosenSettings(),
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    syntaxHighlighting(highlight),
    errorLine,
    grammar.of([]),
    ownIndentation,
    searchPart.of([]),
    keymap.of([runKey, searchKey, nameKey, ...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
    EditorView.contentAttributes.of({ tabindex: "0", "aria-label": "Program", "aria-describedby": "editor-hint" }),
    EditorView.updateListener.of((update) => {
      if (update.focusChanged && update.view.hasFocus) complete(update.view, false)
      if (update.docChanged && !isShowing) options.onChange(update.state.doc.toString())
    })
  ]
  let isShowing = false
  let shown = options.document
  const left = new Map<string, EditorState>()
  const stateOf = ({ key, text }: EditorDocument) => left.get(key) ?? EditorState.create({ doc: text, extensions })

  const view = new EditorView({ parent: options.parent, state: stateOf(shown) })
  setOpenView(view)
  const stopFollowing = followSettings(view)

  const loadGrammar = async ({ name }: EditorDocument) => {
    const extension = await grammarOf(name)
    if (shown.name === name) view.dispatch({ effects: grammar.reconfigure(extension) })
  }
  void loadGrammar(shown)

  const moveTo = (anchor: number, head = anchor) => {
    view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) })
    view.focus()
  }

  return {
    show: (document) => {
      const before = shown
      shown = document
      isShowing = true
      if (document.key !== before.key) {
        left.set(before.key, view.state)
        // Asking for a place takes the measurements that are due. Those of an open list of names would be taken in the other document.
        view.elementAtHeight(0)
        view.setState(stateOf(document))
        applySettings(view)
        void loadGrammar(document)
      }
      if (document.text !== view.state.doc.toString()) {
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: document.text },
          annotations: isolateHistory.of("full")
        })
      }
      isShowing = false
    },
    markError: (line) => view.dispatch({ effects: setErrorLine.of(line) }),
    goToLine: (line, column = 1) => {
      const { from, to } = view.state.doc.line(Math.min(line, view.state.doc.lines))
      moveTo(Math.min(from + column - 1, to))
    },
    select: (offset) => moveTo(Math.min(offset, view.state.doc.length)),
    destroy: () => {
      stopFollowing()
      setOpenView(undefined)
      view.destroy()
    }
  }
}
