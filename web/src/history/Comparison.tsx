import { shownName } from "../shownName.ts"
import type { Draft } from "../state/Draft.ts"
import { compare, isCut, maximumLines } from "./Compare.ts"

const marks = { both: "  ", before: "− ", after: "+ " } as const

/** Two texts under a title; `undefined` if a side has none. */
export interface Compared {
  readonly title: string
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The parts of two programs. Standard input and arguments only if one of the two has some. */
export const partsOf = (before: Draft, after: Draft): ReadonlyArray<Compared> => {
  const contentOf = ({ files }: Draft, name: string) => files.find((file) => file.name === name)?.content
  const names = new Set([...before.files, ...after.files].map(({ name }) => name))
  const inputs = [
    { title: "Standard input", before: before.stdin, after: after.stdin },
    { title: "Arguments", before: before.args, after: after.args }
  ]
  return [
    { title: "Program", before: before.code, after: after.code },
    ...[...names].map((name) => ({
      title: `File ${shownName(name)}`,
      before: contentOf(before, name),
      after: contentOf(after, name)
    })),
    ...inputs.filter((input) => input.before !== "" || input.after !== "")
  ]
}

interface ComparisonProps extends Compared {
  /** Where each of the two is, in the middle of a sentence. */
  readonly words?: readonly [before: string, after: string]
}

const ofRuns = ["in the past run", "now"] as const

const Difference = ({ after = "", before = "", title, words: [earlier, later] = ofRuns }: ComparisonProps) => {
  const words = { both: undefined, before: `only ${earlier}`, after: `only ${later}` }
  const lines = compare(before, after)
  const isEqual = lines.every((line) => line.in === "both")
  const limit = isCut(before) || isCut(after) ? `the first ${maximumLines.toLocaleString("en")} lines` : undefined
  if (before === after) return null
  if (isEqual) return <p>No difference {limit === undefined ? "but for the newline at the end" : `in ${limit}`}.</p>
  return (
    <>
      <div class="comparison" role="group" tabIndex={0} aria-label={title}>
        {lines.map((line, index) => (
          <div key={index} data-in={line.in} role="group" aria-label={words[line.in]}>
            {marks[line.in]}
            {line.text}
          </div>
        ))}
      </div>
      {limit === undefined ? null : <p>Only {limit} of each are compared.</p>}
    </>
  )
}

export const Comparison = (compared: ComparisonProps) => {
  const { after, before, title, words: [earlier, later] = ofRuns } = compared
  return (
    <>
      <h3>{title}</h3>
      {before === undefined ? <p>It is only there {later}.</p> : null}
      {after === undefined ? (
        <p>
          It {earlier === ofRuns[0] ? "was" : "is"} only there {earlier}.
        </p>
      ) : null}
      {before === after ? <p>No difference.</p> : <Difference {...compared} />}
    </>
  )
}
