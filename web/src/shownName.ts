/**
 * The name of a file as it is shown: characters that change the writing direction are escaped. "exe.gnp" after U+202E would read as a
 * picture.
 */
export const shownName = (name: string): string =>
  name.replace(
    /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (turn) => `\\u${turn.charCodeAt(0).toString(16).padStart(4, "0")}`
  )

/** The same within a sentence, shortened: names can be wider than the page. */
export const nameInSentence = (name: string): string => {
  const shown = shownName(name)
  return shown.length > 24 ? `${shown.slice(0, 23)}…` : shown
}
