import type { Cursor, KeysetPage, PageRequest } from "@glissade/core/KeysetPage"
import { defaultPage, maximumPage } from "@glissade/core/KeysetPage"

/** How many rows a query asks for: one more than the page, which tells whether there is another page. */
export const rowLimit = ({ limit = defaultPage }: PageRequest): number => Math.min(limit, maximumPage) + 1

/** The page of the rows that {@link rowLimit} asked for. */
export const pageOf = <Row, A>(
  request: PageRequest,
  rows: ReadonlyArray<Row>,
  cursorOf: (row: Row) => Cursor,
  itemOf: (row: Row) => A
): KeysetPage<A> => {
  const size = rowLimit(request) - 1
  const items = rows.slice(0, size)
  const last = items.at(-1)
  return {
    items: items.map(itemOf),
    next: rows.length > size && last !== undefined ? cursorOf(last) : undefined
  }
}
