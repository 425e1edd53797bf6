import { signal } from "@preact/signals-core"
import { Dialog, openDialog } from "../dialog/Dialog.tsx"
import { AboutForm, beginAbout } from "./AboutForm.tsx"
import type { SnippetHead } from "./Calls.ts"
import { areDeleted, hasMore, isStarredOnly, items, listState, loadMore, query, startListing } from "./Listing.ts"
import { clearPanelNotice, PanelNotice } from "./PanelNotice.tsx"
import { SnippetItem } from "./SnippetItem.tsx"
import { beginVersions, leaveVersion, shownVersion, Versions } from "./Versions.tsx"

type View = { readonly name: "list" } | { readonly name: "about" | "versions"; readonly head: SnippetHead }

const list: View = { name: "list" }

const view = signal<View>(list)

/** What is said instead of a list without programs. */
const nothingFound = () => {
  if (query.value.trim() !== "") return "No program has that in its title, tags, description or text."
  if (areDeleted.value) return "Nothing was deleted in the last 30 days."
  if (isStarredOnly.value) return "No program has a star yet."
  return "Nothing is saved yet. Ctrl+S, or Save above the program, saves what is in the editor."
}

const countOf = (count: number) => `${count}${hasMore() ? " or more" : ""} ${count === 1 ? "program" : "programs"}`

const Found = () => {
  const state = listState.value
  const count = items.value.length
  if (state.state === "failed") return <p class="fault">The list cannot be had: {state.why}.</p>
  if (state.state === "loading" && count === 0) return <p class="quiet">Loading …</p>
  if (count === 0) return <p class="quiet">{nothingFound()}</p>
  return (
    <ul>
      {items.value.map((head) => (
        <SnippetItem
          key={head.id}
          head={head}
          isDeleted={head.deleted_at !== undefined}
          onMore={(name) => {
            clearPanelNotice()
            if (name === "about") beginAbout(head)
            else beginVersions(head)
            view.value = { name, head }
          }}
        />
      ))}
    </ul>
  )
}

const Choice = ({ label, of }: { readonly label: string; readonly of: typeof areDeleted }) => (
  <label class="choice">
    <input type="checkbox" checked={of.value} onChange={(event) => (of.value = event.currentTarget.checked)} />
    {label}
  </label>
)

/** The first of those that come takes the focus: the button goes with the last ones. */
const showMore = async () => {
  const count = items.peek().length
  await loadMore()
  document.querySelectorAll<HTMLElement>(".snippet-title")[count]?.focus()
}

const List = () => (
  <>
    <div class="search" role="search">
      <input
        type="search"
        aria-label="Search in title, tags, description and text"
        placeholder="Search"
        value={query.value}
        maxLength={200}
        onInput={(event) => (query.value = event.currentTarget.value)}
      />
      <Choice label="Starred" of={isStarredOnly} />
      <Choice label="Deleted" of={areDeleted} />
    </div>
    <p class="visually-hidden" role="status">
      {listState.value.state === "ready" ? countOf(items.value.length) : ""}
    </p>
    <PanelNotice />
    <Found />
    {hasMore() ? (
      <button type="button" onClick={() => void showMore()}>
        More
      </button>
    ) : null}
  </>
)

const back = () => {
  clearPanelNotice()
  if (view.peek().name === "versions" && shownVersion.peek() !== undefined) leaveVersion()
  else view.value = list
}

let stopListing = () => {}

const Panel = ({ onClose }: { readonly onClose: () => void }) => {
  const shown = view.value
  const titles = { list: "Library", about: "Details", versions: "Versions" }
  const part = shown.name === "versions" ? (shownVersion.value?.version ?? "all") : ""
  return (
    <Dialog
      class="history library"
      title={titles[shown.name]}
      content={`${shown.name} ${part}`}
      onBack={shown.name === "list" ? undefined : back}
      onClose={() => {
        stopListing()
        onClose()
      }}
    >
      {shown.name === "list" ? (
        <List />
      ) : shown.name === "about" ? (
        <AboutForm onDone={back} />
      ) : (
        <Versions head={shown.head} />
      )}
    </Dialog>
  )
}

export const openPanel = (): void => {
  view.value = list
  clearPanelNotice()
  stopListing = startListing()
  openDialog(Panel)
}
