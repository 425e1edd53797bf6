import { shownName } from "../shownName.ts"
import type { Draft } from "../state/Draft.ts"
import { compare, isCut, maximumLines } from "./Compare.ts"

const marks = { both: "  ", before: "− ", after: "+ " } as const
const words = { both: undefined, before: "only in the past run", after: "only now" } as const

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

const Difference = ({ after = "", before = "", title }: Compared) => {
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

export const Comparison = (compared: Compared) => {
  const { after, before, title } = compared
  return (
    <>
      <h3>{title}</h3>
      {before === undefined ? <p>It is only there now.</p> : null}
      {after === undefined ? <p>It was only there in the past run.</p> : null}
      {before === after ? <p>No difference.</p> : <Difference {...compared} />}
    </>
  )
}
