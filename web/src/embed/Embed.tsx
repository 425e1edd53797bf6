import { baseOf } from "../languages/NativeLanguage.ts"
import { isNativeId } from "../languages/StoredLanguage.ts"
import { signal } from "@preact/signals-core"
import { Dialog, openDialog } from "../dialog/Dialog.tsx"
import { splitArguments } from "../arguments.ts"
import { execution } from "../execution.ts"
import type { Program } from "../state/Program.ts"
import { mainFile, program } from "../state/Program.ts"
import type { SnippetMarkup } from "./Markup.ts"
import { markupOf } from "./Markup.ts"
import { isMissing, loadSnippet, previewOf, scriptAddress } from "./Preview.ts"

const options = signal({ theme: "", hasExpected: true, hasPlayground: true })

/** The program, as it was when the dialog was opened, and what it printed, if it was run. */
const shown = signal<{ readonly program: Program; readonly printed: string | undefined } | undefined>(undefined)

/** What was said about copying. */
const copied = signal("")

/** What the run that is shown printed, if it was of this program. */
const printedBy = ({ args, code, files, language, stdin }: Program): string | undefined => {
  const { value } = execution.view
  if (value.state !== "ended" || value.outcome.type !== "result") return undefined
  const { request } = value
  const ran = [request.code, request.language, request.stdin ?? "", request.args ?? [], request.files ?? []]
  if (JSON.stringify(ran) !== JSON.stringify([code, language, stdin, splitArguments(args), files])) return undefined
  // Without what was typed meanwhile.
  const printed = execution.transcript.pieces.filter(({ stream }) => stream !== "stdin").map(({ text }) => text)
  return printed.join("") || undefined
}

const snippetOf = (): SnippetMarkup | undefined => {
  const { value } = shown
  if (value === undefined) return undefined
  const { args, code, stdin } = value.program
  const language = baseOf(value.program.language)
  const { hasExpected, hasPlayground, theme } = options.value
  const expected = hasExpected ? value.printed : undefined
  return { script: scriptAddress(), args, code, language, stdin, expected, hasPlayground, theme: theme || undefined }
}

const choose = (changes: Partial<typeof options.value>) => {
  copied.value = ""
  options.value = { ...options.peek(), ...changes }
}

let field: HTMLTextAreaElement | null = null

const copy = async () => {
  try {
    await navigator.clipboard.writeText(field!.value)
    copied.value = "The HTML is on the clipboard."
  } catch {
    // Without a secure context or permission, a page cannot copy.
    field?.select()
    copied.value = "The browser does not let this page copy. The HTML is marked: copy it by its own keys."
  }
}

/** The snippet itself, as another page has it. */
const place = (element: HTMLElement | null) => {
  const snippet = snippetOf()
  if (element !== null && snippet !== undefined) element.replaceChildren(previewOf(snippet))
}

const Options = () => (
  <>
    <label>
      Colours
      <select value={options.value.theme} onChange={(event) => choose({ theme: event.currentTarget.value })}>
        <option value="">As the page has them</option>
        <option value="light">Light</option>
        <option value="dark">Dark</option>
      </select>
    </label>
    {shown.value?.printed === undefined ? (
      <p class="quiet">Run the program first, and its output can be shown with it.</p>
    ) : (
      <label class="choice">
        <input
          type="checkbox"
          checked={options.value.hasExpected}
          onChange={(event) => choose({ hasExpected: event.currentTarget.checked })}
        />
        Show the output of the last run with it
      </label>
    )}
    <label class="choice">
      <input
        type="checkbox"
        checked={options.value.hasPlayground}
        onChange={(event) => choose({ hasPlayground: event.currentTarget.checked })}
      />
      A link that opens it on this page
    </label>
  </>
)

const Embed = ({ onClose }: { readonly onClose: () => void }) => {
  const snippet = snippetOf()
  if (snippet === undefined) return null
  const markup = markupOf(snippet)
  return (
    <Dialog class="embed" title="Embed this program" content="embed" onClose={onClose}>
      <div class="about">
        {program.value.files.length === 0 ? null : (
          <p class="fault">A snippet has one file: only {mainFile.value} is in it.</p>
        )}
        {isNativeId(program.value.language) ? <p class="fault">A snippet runs in WebAssembly, not natively.</p> : null}
        <Options />
        <label>
          HTML for your page
          <textarea
            ref={(element) => {
              field = element
            }}
            rows={7}
            readOnly
            spellcheck={false}
            value={markup}
          />
        </label>
        <div class="actions">
          <button type="button" onClick={() => void copy()}>
            Copy the HTML
          </button>
          <span role="status">{copied.value}</span>
        </div>
        <p class="quiet">
          The server must know your page: it runs programs for those whose addresses are in its{" "}
          <code>ALLOWED_ORIGINS</code>.
        </p>
      </div>
      <h3>Preview</h3>
      {isMissing.value ? (
        <p class="fault">The preview could not be loaded. The HTML is complete all the same.</p>
      ) : null}
      {/* Another one where its markup is another; the one that is there keeps its run. */}
      <div key={markup} ref={place} />
    </Dialog>
  )
}

/** Shows the HTML that embeds the program in another page, and how that looks. */
export const openEmbed = (): void => {
  const now = program.peek()
  shown.value = { program: now, printed: printedBy(now) }
  copied.value = ""
  openDialog(Embed)
  void loadSnippet()
}
