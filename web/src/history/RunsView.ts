import type { VNode } from "preact"

/** What the history shows. */
export interface RunsView {
  readonly title: string
  /** Changes whenever something else is shown, which the focus has to find. */
  readonly content: string
  readonly onBack?: () => void
  readonly view: VNode
}
