import { signal } from "@preact/signals-core"
import { CallFailed } from "../library/Calls.ts"
import { keepFocus, say, sayDone } from "../library/PanelNotice.tsx"
import { download } from "../output/Download.ts"
import { deleteAccount, deletionPhrase, exportAll } from "./AccountCalls.ts"
import { forgetBrowser } from "./ForgetBrowser.ts"
import { leaveTo } from "./Forgetting.ts"
import { readSession } from "./StoredSession.ts"

/** What was typed to confirm the deletion; `undefined` while nobody wants it. */
const typed = signal<string | undefined>(undefined)

export const beginYourData = (): void => {
  typed.value = undefined
}

const save = () => {
  sayDone("Everything is being collected …")
  exportAll().then((all) => {
    download(all, "application/x-ndjson", "glissade-export.jsonl")
    sayDone("Everything that is kept of you is in glissade-export.jsonl, a line of JSON for each thing.")
  }, say("It cannot be had"))
}

/** Whoever has deleted everything is signed out as well: the provider would make the account again. */
const leaveForGood = async () => {
  if (readSession() !== undefined) return (await import("./SignOut.ts")).signOut()
  forgetBrowser()
  leaveTo("/")
}

const remove = () => {
  if (typed.peek()?.trim() !== deletionPhrase) return sayDone(`Nothing was deleted: type “${deletionPhrase}” first.`)
  deleteAccount().then(leaveForGood, (error: unknown) => {
    if (error instanceof CallFailed && error.status === undefined) {
      sayDone("The server did not answer: everything may be deleted already. Reload the page to see.")
    } else say("Nothing was deleted")(error)
  })
}

/** Whoever asks for the field types next. */
const focusFirst = (field: HTMLInputElement | null) => field?.focus()

const Confirmation = ({ text }: { readonly text: string }) => (
  <form
    class="about"
    onSubmit={(event) => {
      event.preventDefault()
      remove()
    }}
  >
    <label>
      All your programs, their versions, runs and keys are deleted at once and for good. Type “{deletionPhrase}” to
      confirm.
      <input
        ref={focusFirst}
        type="text"
        value={text}
        autocomplete="off"
        onInput={(event) => (typed.value = event.currentTarget.value)}
      />
    </label>
    <div class="actions">
      <button type="submit">Delete for good</button>
      <button
        type="button"
        onClick={() => {
          typed.value = undefined
          keepFocus()
        }}
      >
        Cancel
      </button>
    </div>
  </form>
)

/** What the person can do with all that is kept of them. */
export const YourData = () => (
  <>
    <div class="actions">
      <button type="button" onClick={save}>
        Download everything
      </button>
      <button type="button" aria-expanded={typed.value !== undefined} onClick={() => (typed.value ??= "")}>
        Delete everything …
      </button>
    </div>
    {typed.value === undefined ? null : <Confirmation text={typed.value} />}
  </>
)
