import { signal } from "@preact/signals-core"
import type { SnippetHead } from "./Calls.ts"
import { CallFailed } from "./Calls.ts"
import { changeSnippet, copySnippet } from "./Changes.ts"
import { refreshList, showChange } from "./Listing.ts"
import { leaveForEditor, openSnippet } from "./Opening.ts"
import { PanelNotice, say, sayDone } from "./PanelNotice.tsx"
import { cleanTitle } from "./Title.ts"

/** What is typed about a program. */
interface Typed {
  readonly title: string
  readonly description: string
  readonly tags: string
  readonly visibility: SnippetHead["visibility"]
}

/** What is said about a program, as it is saved. */
type Said = Pick<SnippetHead, "title" | "description" | "tags" | "visibility">

const about = signal<SnippetHead | undefined>(undefined)
const typed = signal<Typed>({ title: "", description: "", tags: "", visibility: "private" })
const fault = signal("")

export const beginAbout = (head: SnippetHead): void => {
  const { description, tags, title, visibility } = head
  about.value = head
  typed.value = { title, description, tags: tags.join(", "), visibility }
  fault.value = ""
}

const type = (changed: Partial<Typed>) => {
  typed.value = { ...typed.peek(), ...changed }
}

/** Tags as they are typed: with commas between them. */
const tagsOf = (line: string): ReadonlyArray<string> => [
  ...new Set(
    line
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "")
  )
]

/** What was typed differently. Another tab may have changed the rest since the form was opened. */
const changesOf = (head: SnippetHead, now: Said): Partial<Said> =>
  Object.fromEntries(
    Object.entries(now).filter(([name, value]) => JSON.stringify(head[name as keyof Said]) !== JSON.stringify(value))
  )

const save = async (id: string) => {
  const { description, tags, title, visibility } = typed.peek()
  fault.value = ""
  const clean = cleanTitle(title)
  if (clean === "") {
    fault.value = "A title is needed."
    return
  }
  try {
    const changed = await changeSnippet(
      id,
      changesOf(about.peek()!, { title: clean, description, tags: tagsOf(tags), visibility })
    )
    about.value = { ...about.peek()!, ...changed }
    showChange(id, changed)
    sayDone("The details are saved.")
  } catch (error) {
    fault.value = `Not saved: ${error instanceof CallFailed ? error.message : String(error)}.`
  }
}

const copyLink = async (slug: string) => {
  const link = `${location.origin}/s/${slug}`
  try {
    await navigator.clipboard.writeText(link)
    sayDone(`The link is on the clipboard: ${link}`)
  } catch {
    // Without a secure context or permission, a page cannot copy.
    sayDone(`Copy this link: ${link}`)
  }
}

const fork = ({ id }: SnippetHead) =>
  copySnippet(id).then(async (copy) => {
    void refreshList()
    await openSnippet(copy)
    leaveForEditor()
  }, say("It was not copied"))

const visibilities = [
  ["private", "Only for you"],
  ["unlisted", "For whoever has the link"],
  ["public", "For everybody"]
] as const

/** What is said about a program, and what else can be done with it. */
export const AboutForm = ({ onDone }: { readonly onDone: () => void }) => {
  const { description, tags, title, visibility } = typed.value
  const head = about.value!
  return (
    <form
      class="about"
      onSubmit={(event) => {
        event.preventDefault()
        void save(head.id)
      }}
    >
      <label>
        Title
        <input
          type="text"
          maxLength={200}
          value={title}
          onInput={(event) => type({ title: event.currentTarget.value })}
        />
      </label>
      <label>
        Tags, with commas between them
        <input type="text" value={tags} onInput={(event) => type({ tags: event.currentTarget.value })} />
      </label>
      <label>
        Description
        <textarea
          rows={4}
          maxLength={10_000}
          value={description}
          onInput={(event) => type({ description: event.currentTarget.value })}
        />
      </label>
      <label>
        Who may read it
        <select
          value={visibility}
          onChange={(event) => type({ visibility: event.currentTarget.value as Typed["visibility"] })}
        >
          {visibilities.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {fault.value === "" ? null : (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
      <div class="actions">
        <button type="submit" class="run">
          Save details
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
        {head.visibility === "private" ? null : (
          <button type="button" onClick={() => void copyLink(head.slug)}>
            Copy link
          </button>
        )}
        <button type="button" title="A copy of its own, which names this one as its origin" onClick={() => fork(head)}>
          Fork
        </button>
      </div>
      <PanelNotice />
    </form>
  )
}
