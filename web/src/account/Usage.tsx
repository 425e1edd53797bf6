import type { Me } from "./AccountCalls.ts"

const mebibytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`

const number = (value: number) => Math.round(value).toLocaleString()

interface RowProps {
  readonly what: string
  readonly used: number
  /** `null` is no limit. */
  readonly limit: number | null
  readonly show?: (value: number) => string
}

const Row = ({ limit, show = number, used, what }: RowProps) => (
  <tr>
    <th scope="row">{what}</th>
    <td>{show(used)}</td>
    <td>{limit === null ? "no limit" : `of ${show(limit)}`}</td>
    <td>
      {limit === null ? null : <meter aria-label={what} max={limit} high={limit * 0.9} optimum={0} value={used} />}
    </td>
  </tr>
)

/** What the person has used since midnight in UTC, keeps now, and may. */
export const Usage = ({ limits, usage }: Pick<Me, "limits" | "usage">) => (
  <table class="usage">
    <caption class="visually-hidden">What you use, and may use</caption>
    <tbody>
      <Row what="Runs today" used={usage.runs_today} limit={limits.runs_per_day} />
      <Row what="Runs now" used={usage.runs_now} limit={limits.runs_at_once} />
      <Row
        what="Processor seconds today"
        used={usage.processor_seconds_today}
        limit={limits.processor_seconds_per_day}
      />
      <Row what="Programs" used={usage.snippets} limit={limits.snippets} />
      <Row what="Their size" used={usage.bytes} limit={limits.bytes} show={mebibytes} />
    </tbody>
  </table>
)
