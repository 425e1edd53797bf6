import { signal } from "@preact/signals-core"
import { notLoaded, tell } from "../state/Notice.ts"
import { change } from "../state/Program.ts"
import { adopt } from "../styles/Adopt.ts"
import style from "../styles/programBar.css?inline"
import { showLibrary } from "../tools/Actions.ts"
import { chooseAutosave, isAutosaving } from "./Autosave.ts"
import { changeSnippet, tellWhyNot } from "./Changes.ts"
import { isChanged, kept } from "./Kept.ts"
import { save, saving } from "./Saving.ts"
import { TitleField } from "./TitleField.tsx"

adopt(style)

const isRenaming = signal(false)

let isLeft = false

const focusAgain = (button: HTMLButtonElement | null) => {
  if (button !== null && isLeft) button.focus()
  isLeft = false
}

const rename = (title: string | undefined) => {
  if (!isRenaming.peek()) return
  isLeft = true
  isRenaming.value = false
  if (title === undefined) return
  const { saved } = kept.peek()
  if (saved === undefined) change({ kept: { ...kept.peek(), title } })
  else
    changeSnippet(saved.id, { title }).then(() => tell(`It is called ${title} now.`), tellWhyNot("It was not renamed"))
}

const chooseInConflict = () => {
  import("./Conflict.tsx").then(({ openConflict }) => openConflict(), notLoaded)
}

/** Saves at the person's request. What is in the way is shown at once. */
export const saveOnRequest = async (): Promise<void> => {
  await save()
  chooseInConflict()
}

const Title = () => {
  const { forkOf, title } = kept.value
  if (isRenaming.value) return <TitleField title={title} onDone={rename} />
  return (
    <>
      <button
        ref={focusAgain}
        type="button"
        class="program-title"
        title="Rename this program"
        onClick={() => (isRenaming.value = true)}
      >
        {title || "Untitled"}
      </button>
      {forkOf === undefined ? null : (
        <span class="quiet fork">
          fork of <a href={`/s/${forkOf.slug}`}>{forkOf.title}</a>
        </span>
      )}
    </>
  )
}

const State = () => {
  const state = saving.value
  if (state.state === "saving") return <span class="save-state">Saving …</span>
  if (state.state === "refused") {
    return (
      <span class="save-state" data-kind="refused">
        Not saved: {state.why}
      </span>
    )
  }
  if (state.state === "conflict") {
    return (
      <span class="save-state" data-kind="refused">
        Not saved: it was changed elsewhere{" "}
        <button type="button" class="link" onClick={chooseInConflict}>
          Compare and choose
        </button>
      </span>
    )
  }
  const kind = kept.value.saved === undefined ? "none" : isChanged.value ? "changed" : "saved"
  const words = { none: "Not saved", changed: "Unsaved change", saved: "Saved" }
  return (
    <span class="save-state" data-kind={kind}>
      {words[kind]}
    </span>
  )
}

/** The title of the program, whether it is saved, and the way to others. */
export const ProgramBar = () => (
  <div class="program-bar">
    <Title />
    <State />
    <div class="bar-actions">
      <label class="choice">
        <input
          type="checkbox"
          checked={isAutosaving.value}
          onChange={(event) => chooseAutosave(event.currentTarget.checked)}
        />
        Autosave
      </label>
      <button type="button" title="Ctrl+S or ⌘+S" onClick={() => void saveOnRequest()}>
        Save
      </button>
      <button type="button" onClick={showLibrary}>
        Library
      </button>
    </div>
  </div>
)
