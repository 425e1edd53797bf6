import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete"
import {
  acceptCompletion,
  autocompletion,
  closeCompletion,
  completionStatus,
  ifNotIn,
  moveCompletionSelection,
  setSelectedCompletion,
  startCompletion
} from "@codemirror/autocomplete"
import type { Extension } from "@codemirror/state"
import { Prec } from "@codemirror/state"
import { EditorView, keymap } from "@codemirror/view"
import { current } from "../../state/Program.ts"
import { look } from "../../state/Look.ts"
import { grammarNameOf } from "../GrammarName.ts"
import type { Names } from "./Names.ts"
import { namesOf } from "./Names.ts"
import { suggest } from "./Suggest.ts"

/** Letters of a name before a list comes by itself. */
const least = 2

const keywordsOf = async (grammar: string | undefined): Promise<Names> => {
  if (grammar !== "sql") return namesOf(grammar ?? "")
  const { keywords } = await import("./SqlNames.ts")
  return { names: keywords, modules: "", members: {}, methods: "" }
}

const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
  const { name } = current.peek()
  const grammar = grammarNameOf(name.slice(name.lastIndexOf(".") + 1))
  const names = await keywordsOf(grammar)
  if (context.aborted) return null
  // CodeMirror asks no more after null if letters were typed while the names were loaded. It does after a result that fits no longer.
  if (context.view?.state.doc.eq(context.state.doc) === false) return { from: context.pos, options: [] }
  const { isMember, names: found, typed } = suggest(names, context.state.doc.toString(), context.pos, grammar)
  if (found.length === 0 || (!context.explicit && !isMember && typed < least)) return null
  return {
    from: context.pos - typed,
    options: found.map((label) => ({ label })),
    validFor: /^[\p{L}\p{N}_$]*$/u
  }
}

/** What is written for people: Lezer's grammars call it by the first names, the older ones by the others. */
const prose = ["String", "Comment", "LineComment", "BlockComment", "TemplateString", "RegExp", "string", "comment"]

/** Strings have names of modules in JavaScript alone. */
const outsideProse = ifNotIn(prose, source)

const isModuleName = ({ pos, state }: CompletionContext) =>
  /(?:require\(|from|import)\s*["'][\w:/]*$/.test(state.sliceDoc(state.doc.lineAt(pos).from, pos))

/** Whether the list was asked for: then its first name is chosen at once. */
let isAsked = false

const ask = (view: EditorView): boolean => {
  // Emacs sets its mark by this key, and lists names by Alt+/.
  if (look.peek().keys === "emacs") return false
  isAsked = true
  return startCompletion(view)
}

/** Esc, then Tab leaves the editor, also where a list was open or on its way. With Vim's keys, Escape leaves the mode as well. */
const close = (view: EditorView): boolean => {
  view.setTabFocusMode(2_000)
  return closeCompletion(view) && look.peek().keys !== "vim"
}

const chooseFirst = EditorView.updateListener.of(({ state, view }) => {
  // Where nothing fitted, the next list comes by itself.
  if (completionStatus(state) === null) isAsked = false
  if (!isAsked || completionStatus(state) !== "active") return
  isAsked = false
  queueMicrotask(() => view.dispatch({ effects: setSelectedCompletion(0) }))
})

const theme = EditorView.theme({
  "& .cm-tooltip.cm-tooltip-autocomplete": {
    color: "var(--text)",
    backgroundColor: "var(--ground)",
    border: "1px solid var(--edge)",
    borderRadius: "var(--radius)",
    overflow: "hidden"
  },
  "& .cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxWidth: "80vw" },
  "& .cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem" },
  "& .cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--text)",
    backgroundColor: "var(--accent-soft)"
  },
  "& .cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" }
})

/**
 * Completes names. A list that comes by itself has no name chosen, so that Enter and Tab do what they do without it, until the person has moved
 * into it by the arrows.
 */
export const completion = (): Extension => [
  autocompletion({
    override: [(context) => (isModuleName(context) ? source(context) : outsideProse(context))],
    activateOnTyping: look.peek().suggests !== false,
    selectOnOpen: false,
    // Enter takes a name only after the person chose it, so no delay is needed.
    interactionDelay: 0,
    defaultKeymap: false,
    icons: false
  }),
  Prec.highest(
    keymap.of([
      { key: "Ctrl-Space", run: ask },
      { mac: "Alt-i", run: ask },
      { key: "ArrowDown", run: moveCompletionSelection(true) },
      { key: "ArrowUp", run: moveCompletionSelection(false) },
      { key: "Enter", run: acceptCompletion },
      { key: "Tab", run: acceptCompletion },
      { key: "Escape", run: close }
    ])
  ),
  chooseFirst,
  theme
]

export { ask as askForNames }
