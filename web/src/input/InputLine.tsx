import type { Execution } from "@glissade/client/Client"
import type { TypeInput } from "@glissade/client/TypedInput"
import { typeInto } from "@glissade/client/TypedInput"
import { effect, signal } from "@preact/signals-core"
import { execution } from "../execution.ts"
import { inputLine } from "../state/Additions.ts"
import { announcement, tell } from "../state/Notice.ts"

let run: Execution | undefined
let type: TypeInput = () => {}
const isEnded = signal(false)
let field: HTMLInputElement | null = null
/** Where the person was when the program waited first. */
let before: Element | null = null

/** How much a run takes, in bytes of UTF-8. */
const maximumBytes = 65_536
let bytes = 0

/** What a piece counts: at least 32 bytes. */
const sizeOf = (text: string): number => Math.max(32, new TextEncoder().encode(text).length)

/** Gives the program what was typed, and shows it among its output, as a terminal does. */
const send = (text: string, isEnd = false): void => {
  if (isEnded.peek()) return
  bytes += sizeOf(text)
  const isTooMuch = bytes > maximumBytes
  if (isTooMuch)
    tell(`A program takes ${maximumBytes / 1024} KiB of typed input. This was more, so its input was ended.`)
  else execution.transcript.add("stdin", text)
  type(isTooMuch ? "" : text, isEnd || isTooMuch)
  isEnded.value = isEnd || isTooMuch
  if (isEnded.peek() && field !== null) field.value = ""
  const { view } = execution
  const { value } = view
  if (value.state === "input") view.value = { ...value, state: "running", since: Date.now() }
}

const sendLine = (): void => {
  if (field === null) return
  send(`${field.value}\n`)
  field.value = ""
}

const end = (): void => send(field?.value ?? "", true)

/** Of several lines that are pasted, the last one waits for more. */
const paste = (event: ClipboardEvent): void => {
  const text = event.clipboardData?.getData("text/plain").replaceAll(/\r\n?/g, "\n") ?? ""
  if (field === null || !text.includes("\n")) return
  event.preventDefault()
  const lines = text.split("\n")
  const last = lines.pop()!
  send(`${field.value}${lines.join("\n")}\n`)
  field.value = last
}

/** The line by which a person types what the program reads. */
const InputLine = () => {
  const { state } = execution.view.value
  if (run === undefined || !(state === "running" || state === "input")) return null
  return (
    <form
      class="input-line"
      data-waits={state === "input"}
      onSubmit={(event) => {
        event.preventDefault()
        sendLine()
      }}
    >
      <input
        ref={(element) => {
          field = element
        }}
        type="text"
        aria-label="Input of the program"
        placeholder={isEnded.value ? "The input was ended." : "Type a line"}
        disabled={isEnded.value}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        onPaste={paste}
        onKeyDown={(event) => {
          if (event.key !== "d" || !event.ctrlKey) return
          event.preventDefault()
          end()
        }}
      />
      <button type="submit" disabled={isEnded.value}>
        Enter
      </button>
      <button type="button" title="Nothing more comes (Ctrl+D)" disabled={isEnded.value} onClick={end}>
        End input
      </button>
    </form>
  )
}

/** Nothing that the program printed says why it was stopped. */
const tellOfWait = (): void => {
  const { value } = execution.view
  const error = value.state === "ended" && value.outcome.type === "result" ? value.outcome.result.error : undefined
  if (error?.type === "InputTimeout") tell(`It was stopped: ${error.message}.`)
}

/** The person types where the program asks, and is back where they were after it. */
const follow = (): void => {
  const { state } = execution.view.value
  const current = execution.current()
  if (current !== undefined && current !== run) {
    run = current?.open.request.input === undefined ? undefined : current
    const { typed = [] } = run?.open ?? {}
    isEnded.value = typed.at(-1)?.eof ?? false
    bytes = typed.reduce((sum, { data }) => sum + sizeOf(data), 0)
    before = null
    if (run !== undefined) type = typeInto(run)
  }
  if (state === "input" && before === null) {
    announcement.value = "The program waits for input."
    before = document.activeElement
    queueMicrotask(() => field?.focus())
  }
  if (state === "ended") tellOfWait()
  if (state === "ended" && before !== null) {
    const isHere = document.activeElement === field || document.activeElement === document.body
    if (isHere && before instanceof HTMLElement) before.focus()
    before = null
  }
}

/** Shows the line while a program runs that is given input meanwhile. */
export const startInputLine = (): void => {
  inputLine.value = InputLine
  effect(follow)
}
