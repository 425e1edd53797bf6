/** What is wrong with a text that must survive UTF-8; `undefined` if nothing. */
export const wellFormedFault = (text: string): string | undefined =>
  text.isWellFormed() ? undefined : "must not contain lone surrogates (it would not survive UTF-8)"

/** What is wrong with the name of a file beside the main file; `undefined` if nothing. Without schemas, so that a page can check first. */
export const fileNameFault = (name: string): string | undefined => {
  if (name.length === 0) return "must not be empty"
  if (name.length > 255) return "must be at most 255 characters long"
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) return "must be relative to the program's folder"
  if (name.includes("\\")) return "must use / between folders"
  if (/\p{Cc}/u.test(name)) return "must not contain control characters"
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "must not have an empty part, or the parts . and .. (as in a//b or ../a)"
  }
  return wellFormedFault(name)
}
