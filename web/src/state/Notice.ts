import { signal } from "@preact/signals-core"

/** A word to the person that stands until the next one, or until it is put away. */
export const notice = signal<string | undefined>(undefined)

/** What a screen reader says: summaries only. */
export const announcement = signal("")

export const tell = (text: string): void => {
  notice.value = text
  announcement.value = text
}
