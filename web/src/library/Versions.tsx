import { signal } from "@preact/signals-core"
import { Comparison, partsOf } from "../history/Comparison.tsx"
import { idOf } from "../languages/StoredLanguage.ts"
import { program } from "../state/Program.ts"
import type { SnippetHead, Version } from "./Calls.ts"
import { readSnippet, readVersion, readVersions } from "./Calls.ts"
import { bringBack } from "./Changes.ts"
import { kept } from "./Kept.ts"
import { showChange } from "./Listing.ts"
import { leaveForEditor, place, toDraft } from "./Opening.ts"
import { PanelNotice, say, sayDone } from "./PanelNotice.tsx"
import { settle } from "./Saving.ts"
import { toProgram } from "./SnippetProgram.ts"
import type { Program } from "../state/Program.ts"

type VersionHead = Pick<Version, "version" | "title" | "language" | "created_at" | "is_autosaved">

const all = signal<ReadonlyArray<VersionHead> | undefined>(undefined)

/** The version that is compared, and what with. */
export const shownVersion = signal<(Version & { readonly now: Program; readonly nowIs: string }) | undefined>(undefined)

const load = (id: string) =>
  readVersions(id).then(({ items }) => {
    all.value = items
  }, say("The versions cannot be had"))

export const beginVersions = ({ id }: SnippetHead): void => {
  all.value = shownVersion.value = undefined
  void load(id)
}

export const leaveVersion = (): void => {
  shownVersion.value = undefined
}

/** An open program is compared as it is in the editor, any other as it is saved. */
const compare = async (id: string, version: number) => {
  try {
    const isOpen = kept.peek().saved?.id === id
    const [past, latest] = await Promise.all([readVersion(id, version), isOpen ? undefined : readSnippet(id)])
    shownVersion.value = {
      ...past,
      now: latest === undefined ? program.peek() : toProgram(latest),
      nowIs: isOpen ? "the editor" : "the latest version"
    }
  } catch (error) {
    say("The version cannot be had")(error)
  }
}

const restore = async (head: SnippetHead, version: number) => {
  try {
    const changed = await bringBack(head.id, await readVersion(head.id, version))
    showChange(head.id, changed)
    if (kept.peek().saved?.id === head.id) {
      place(idOf(changed), toDraft(changed))
      settle(changed)
      leaveForEditor()
      return
    }
    leaveVersion()
    sayDone(`Version ${version} is the latest one again, as version ${changed.version}.`)
    await load(head.id)
  } catch (error) {
    say("It was not brought back")(error)
  }
}

const Row = ({
  head,
  isLatest,
  of
}: {
  readonly of: SnippetHead
  readonly head: VersionHead
  readonly isLatest: boolean
}) => (
  <li class="version">
    <div>
      <strong>Version {head.version}</strong>{" "}
      <time dateTime={head.created_at}>{new Date(head.created_at).toLocaleString()}</time>{" "}
      <span class="quiet">
        {[...(isLatest ? ["latest"] : []), ...(head.is_autosaved ? ["autosaved"] : [])].join(", ")}
      </span>
      {head.title === of.title ? null : <div>{head.title}</div>}
    </div>
    <div class="actions">
      <button
        type="button"
        aria-label={`Compare version ${head.version}`}
        onClick={() => void compare(of.id, head.version)}
      >
        Compare
      </button>
      {isLatest ? null : (
        <button
          type="button"
          aria-label={`Bring version ${head.version} back`}
          onClick={() => void restore(of, head.version)}
        >
          Bring back
        </button>
      )}
    </div>
  </li>
)

/** The versions of a program, or one of them compared with the program as it is now. */
export const Versions = ({ head }: { readonly head: SnippetHead }) => {
  const past = shownVersion.value
  if (past === undefined) {
    return (
      <>
        <p class="quiet">{head.title}</p>
        <PanelNotice />
        {all.value === undefined ? <p class="quiet">Loading …</p> : null}
        <ol>
          {(all.value ?? []).map((version, index) => (
            <Row key={version.version} of={head} head={version} isLatest={index === 0} />
          ))}
        </ol>
      </>
    )
  }
  return (
    <>
      <p class="quiet">
        Version {past.version} of {head.title}, compared with {past.nowIs}
      </p>
      <PanelNotice />
      {partsOf(toProgram(past), past.now).map((part) => (
        <Comparison key={part.title} {...part} words={[`in version ${past.version}`, `in ${past.nowIs}`]} />
      ))}
      <button type="button" onClick={() => void restore(head, past.version)}>
        Bring version {past.version} back
      </button>
    </>
  )
}
