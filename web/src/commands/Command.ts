/** Something that can be done on the page, by its name. */
export interface Command {
  /** What it does, as the list shows it. */
  readonly title: string
  /** Words that it is found by besides those of its title. */
  readonly also?: string
  /** The keys that do the same. */
  readonly keys?: string | undefined
  readonly run: () => void
}
