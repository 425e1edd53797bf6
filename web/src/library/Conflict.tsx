import { focusEditor } from "../controllers/EditorController.ts"
import { idOf } from "../languages/StoredLanguage.ts"
import { close, Dialog, openDialog } from "../dialog/Dialog.tsx"
import { Comparison, partsOf } from "../history/Comparison.tsx"
import { tell } from "../state/Notice.ts"
import { change, program, replace } from "../state/Program.ts"
import type { Snippet } from "./Calls.ts"
import { keep, kept } from "./Kept.ts"
import { canOpen, toDraft } from "./Opening.ts"
import { save, saving } from "./Saving.ts"
import { toProgram } from "./SnippetProgram.ts"
import { dropUnsaved } from "./Unsaved.ts"

const leave = () => {
  close()
  focusEditor()
}

/** What is there now is what mine is a change of. If it is changed once more before mine arrives, that is the next conflict. */
const saveMine = async (theirs: Snippet) => {
  change({ kept: keep(theirs) })
  leave()
  await save()
  openConflict()
}

const takeTheirs = (theirs: Snippet) => {
  if (!canOpen(theirs)) return leave()
  const { language, ...mine } = program.peek()
  saving.value = { state: "idle" }
  replace(idOf(theirs), toDraft(theirs))
  leave()
  // It is a change of what is there now: it does not come back as the one that was in the way.
  tell("What is saved took the place of yours.", () => replace(language, { ...mine, kept: keep(theirs) }))
}

const saveCopy = async (theirs: Snippet) => {
  const { title } = kept.peek()
  change({ kept: { title: `${title || theirs.title} (copy)`.slice(0, 200) } })
  saving.value = { state: "idle" }
  leave()
  await save()
  if (kept.peek().saved !== undefined) dropUnsaved(theirs.id)
}

const Conflict = ({ onClose }: { readonly onClose: () => void }) => {
  const state = saving.value
  if (state.state !== "conflict") return null
  const { theirs } = state
  return (
    <Dialog class="history conflict" title="Changed elsewhere" content={`${theirs.version}`} onClose={onClose}>
      <p>
        “{theirs.title}” was saved in another tab or on another machine at{" "}
        <time dateTime={theirs.updated_at}>{new Date(theirs.updated_at).toLocaleString()}</time>, after you opened it.
        Nothing is lost: yours stays in the editor until you choose.
      </p>
      <div class="actions">
        <button type="button" onClick={() => void saveMine(theirs)}>
          Save mine as the next version
        </button>
        <button type="button" onClick={() => takeTheirs(theirs)}>
          Take what is saved
        </button>
        <button type="button" onClick={() => void saveCopy(theirs)}>
          Save mine as a copy
        </button>
      </div>
      <p class="quiet">Lines with − are only in what is saved, lines with + only in yours.</p>
      {partsOf(toProgram(theirs), program.value).map((part) => (
        <Comparison key={part.title} {...part} words={["in what is saved", "in yours"]} />
      ))}
    </Dialog>
  )
}

/** Shows what is in the way of the person's text, if something is. */
export const openConflict = (): void => {
  if (saving.peek().state === "conflict") openDialog(Conflict)
}
