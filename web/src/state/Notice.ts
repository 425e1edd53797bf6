import { signal } from "@preact/signals-core"

/** A notification, shown until dismissed or replaced. */
export interface Notice {
  readonly text: string
  /** Takes back what the notice tells of. */
  readonly undo?: () => void
}

export const notice = signal<Notice | undefined>(undefined)

/** What a screen reader says: summaries only. */
export const announcement = signal("")

export const tell = (text: string, undo?: () => void): void => {
  notice.value = undo === undefined ? { text } : { text, undo }
  announcement.value = text
}

export const notLoaded = (): void => tell("A part of the page could not be loaded. Check the network and try again.")
