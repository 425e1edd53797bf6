import { signal } from "@preact/signals-core"
import { tellingLines } from "../history/Beginning.ts"
import { idOf } from "../languages/StoredLanguage.ts"
import { languageOf } from "../state/Languages.ts"
import { whenOf } from "../whenOf.ts"
import type { SnippetHead } from "./Calls.ts"
import { readSnippet } from "./Calls.ts"
import { changeSnippet, deleteSnippet, restoreSnippet, setStar, tellWhyNot } from "./Changes.ts"
import { isChanged, kept } from "./Kept.ts"
import { refreshList, showChange } from "./Listing.ts"
import { leaveForEditor, openSnippet } from "./Opening.ts"
import { say, sayDone } from "./PanelNotice.tsx"
import { titleOf } from "./Title.ts"
import { TitleField } from "./TitleField.tsx"
import { unsavedOf } from "./Unsaved.ts"

/** The program whose title is being typed. */
const renamed = signal<string | undefined>(undefined)

/** The button that began the typing gets the focus back, once it is there again. */
let left: string | undefined

const focusAgain = (id: string) => (button: HTMLButtonElement | null) => {
  if (button === null || left !== id) return
  left = undefined
  button.focus()
}

const open = ({ id }: SnippetHead) =>
  readSnippet(id).then(async (snippet) => {
    await openSnippet(snippet)
    leaveForEditor()
  }, say("It cannot be opened"))

const star = ({ id, is_starred: isStarred }: SnippetHead) => {
  showChange(id, { is_starred: !isStarred })
  setStar(id, !isStarred).catch((error: unknown) => {
    showChange(id, { is_starred: isStarred })
    say(isStarred ? "The star is still there" : "It has no star yet")(error)
  })
}

const rename = ({ id, title: before }: SnippetHead, title: string | undefined) => {
  if (renamed.peek() !== id) return
  left = id
  renamed.value = undefined
  if (title === undefined) return
  showChange(id, { title })
  changeSnippet(id, { title }).then(
    ({ version }) => showChange(id, { version }),
    (error: unknown) => {
      showChange(id, { title: before })
      say("It was not renamed")(error)
    }
  )
}

const remove = (head: SnippetHead) =>
  deleteSnippet(head).then((undo) => {
    showChange(head.id, undefined)
    sayDone(`“${head.title}” was deleted.`, () => void undo().then(refreshList, tellWhyNot("It could not be restored")))
  }, say("It was not deleted"))

const restore = ({ id, title }: SnippetHead) =>
  restoreSnippet(id).then(() => {
    showChange(id, undefined)
    sayDone(`“${title}” is among your programs again.`)
  }, say("It was not restored"))

/** How the program begins, without a line that the title says already. */
const beginningBeside = ({ preview, title }: SnippetHead) => {
  const lines = tellingLines(preview)
  return (titleOf(preview) === title ? lines.slice(1) : lines).slice(0, 3).join(" ↵ ")
}

const visibilities = { private: undefined, unlisted: "with a link", public: "public" } as const

const factsOf = (head: SnippetHead): ReadonlyArray<string> => {
  const { execution_count: runs, id, tags, visibility } = head
  const isOpen = kept.value.saved?.id === id
  return [
    ...(isOpen ? ["open"] : []),
    ...((isOpen ? isChanged.value : unsavedOf(id) !== undefined) ? ["unsaved change"] : []),
    languageOf(idOf(head)).name,
    ...(visibilities[visibility] === undefined ? [] : [visibilities[visibility]]),
    ...(runs === 0 ? [] : [`${runs} ${runs === 1 ? "run" : "runs"}`]),
    ...tags.map((tag) => `#${tag}`)
  ]
}

interface SnippetItemProps {
  readonly head: SnippetHead
  readonly isDeleted: boolean
  readonly onMore: (what: "about" | "versions") => void
}

const Actions = ({ head, isDeleted, onMore }: SnippetItemProps) => {
  const named = (what: string) => `${what}: ${head.title}`
  if (isDeleted) {
    return (
      <button type="button" class="link" aria-label={named("Restore")} onClick={() => restore(head)}>
        Restore
      </button>
    )
  }
  return (
    <>
      <button
        ref={focusAgain(head.id)}
        type="button"
        class="link"
        aria-label={named("Rename")}
        onClick={() => (renamed.value = head.id)}
      >
        Rename
      </button>
      <button type="button" class="link" aria-label={named("Details")} onClick={() => onMore("about")}>
        Details
      </button>
      <button type="button" class="link" aria-label={named("Versions")} onClick={() => onMore("versions")}>
        Versions
      </button>
      <button type="button" class="link" aria-label={named("Delete")} onClick={() => remove(head)}>
        Delete
      </button>
    </>
  )
}

/** A saved program in the list. */
export const SnippetItem = (props: SnippetItemProps) => {
  const { head, isDeleted } = props
  const beginning = beginningBeside(head)
  return (
    <li class="snippet">
      {isDeleted ? null : (
        <button
          type="button"
          class="star"
          aria-pressed={head.is_starred}
          aria-label={`Star: ${head.title}`}
          onClick={() => star(head)}
        >
          {head.is_starred ? "★" : "☆"}
        </button>
      )}
      <div class="snippet-text">
        <div class="snippet-head">
          {renamed.value === head.id ? (
            <TitleField title={head.title} onDone={(title) => rename(head, title)} />
          ) : isDeleted ? (
            <strong>{head.title}</strong>
          ) : (
            <button type="button" class="link snippet-title" onClick={() => open(head)}>
              {head.title}
            </button>
          )}
          <time dateTime={head.updated_at} title={new Date(head.updated_at).toLocaleString()}>
            {whenOf(head.updated_at)}
          </time>
        </div>
        {beginning === "" ? null : <code>{beginning}</code>}
        <div class="snippet-foot">
          <span class="facts">{factsOf(head).join(" · ")}</span>
          <span class="snippet-actions">
            <Actions {...props} />
          </span>
        </div>
      </div>
    </li>
  )
}
