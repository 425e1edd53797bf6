import { isolateHistory } from "@codemirror/commands"
import { openView } from "../editor/OpenView.ts"
import { nameInSentence } from "../shownName.ts"
import { look } from "../state/Look.ts"
import { notLoaded, tell } from "../state/Notice.ts"
import { current, edit } from "../state/Program.ts"
import { cursorAfter } from "./CursorAfter.ts"
import type { FormatAnswer, FormatRequest } from "./FormatMessage.ts"
import { startFormatter, usualIndent } from "./Formatters.ts"

/** How long a formatter may take, with its loading, in milliseconds. */
const patienceMs = 20_000

/** Runs a formatter in its worker. `late`: it was ended because it took too long. */
const ask = (worker: Worker, request: FormatRequest): Promise<FormatAnswer | "late"> =>
  new Promise<FormatAnswer | "late">((resolve, reject) => {
    const timer = setTimeout(() => resolve("late"), patienceMs)
    worker.addEventListener("message", ({ data }: MessageEvent<FormatAnswer>) => resolve(data))
    worker.addEventListener("error", reject)
    worker.addEventListener("message", () => clearTimeout(timer))
    // A worker has no origin that could be named.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker.postMessage(request)
  }).finally(() => worker.terminate())

/** Puts the text into the full editor, as one step of its history. */
const putIntoEditor = (text: string): boolean => {
  const view = openView()
  if (view === undefined) return false
  const before = view.state.doc.toString()
  view.dispatch({
    changes: { from: 0, to: before.length, insert: text },
    selection: { anchor: cursorAfter(before, view.state.selection.main.head, text) },
    annotations: isolateHistory.of("full"),
    userEvent: "format",
    scrollIntoView: true
  })
  return true
}

/** Puts the text into the plain field, as a step of the browser's own history where it can. */
const putIntoField = (text: string): void => {
  const field = document.querySelector<HTMLTextAreaElement>(".plain-editor")
  if (field === null) return
  const cursor = cursorAfter(field.value, field.selectionStart, text)
  field.focus()
  field.select()
  if (!document.execCommand("insertText", false, text)) edit(text)
  field.setSelectionRange(cursor, cursor)
}

let isFormatting = false

/** Formats the open file, and tells what kept it from that. Does nothing while it formats. */
export const formatFile = async (): Promise<void> => {
  if (isFormatting) return
  isFormatting = true
  await formatNow().finally(() => {
    isFormatting = false
  })
}

const formatNow = async (): Promise<void> => {
  const { content, name } = current.peek()
  const worker = startFormatter(name)
  const called = nameInSentence(name)
  if (worker === undefined) return tell(`There is no formatter for ${called}.`)
  const ending = name.slice(name.lastIndexOf(".") + 1)
  const indent = look.peek().tab ?? usualIndent(name)
  const answer = await ask(worker, { text: content, ending, indent }).catch(() => undefined)
  if (answer === undefined) return notLoaded()
  if (answer === "late") return tell(`${called} was not formatted: it took longer than ${patienceMs / 1000} seconds.`)
  if (answer.type === "fault") {
    const where = answer.line === undefined ? "" : `Line ${answer.line}: `
    return tell(`${called} was not formatted. ${where}${answer.why}`)
  }
  const now = current.peek()
  if (now.content !== content || now.name !== name)
    return tell(`${called} was changed meanwhile, so it was not formatted.`)
  if (answer.text === content) return tell(`${called} is formatted already.`)
  if (!putIntoEditor(answer.text)) putIntoField(answer.text)
  tell(`${called} is formatted.`)
}
