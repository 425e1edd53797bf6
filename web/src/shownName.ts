/**
 * The name of a file as it is shown: characters that change the writing direction are escaped. "exe.gnp" after U+202E would read as a
 * picture.
 */
export const shownName = (name: string): string =>
  name.replace(
    /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g,
    (turn) => `\\u${turn.charCodeAt(0).toString(16).padStart(4, "0")}`
  )
