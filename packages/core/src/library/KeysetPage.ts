/** Which page of a list is wanted. */
export interface PageRequest {
  /** What {@link KeysetPage.next} of the page before said; without it the first page. */
  readonly cursor?: Cursor | undefined
  /** Number of items, at most {@link maximumPage}. */
  readonly limit?: number | undefined
}

/** Where a page ends: the time and the id of its last item. A list in this order can go on from there at the cost of one page. */
export interface Cursor {
  /** In milliseconds since 1970. */
  readonly at: number
  readonly id: string
}

/** A page of a list, and where the next one begins; without `next` it is the last. */
export interface KeysetPage<A> {
  readonly items: ReadonlyArray<A>
  readonly next: Cursor | undefined
}

export const defaultPage = 50
export const maximumPage = 100
