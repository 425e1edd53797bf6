const partFault = (name: string): string | undefined => {
  if (name.length === 0) return "must not be empty"
  if (name.length > 255) return "must be at most 255 characters long"
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) return "must be relative to the program's folder"
  if (name.includes("\\")) return "must use / between folders"
  if (/\p{Cc}/u.test(name)) return "must not contain control characters"
  if (name.split("/").some((part) => part === "" || part === "." || part === "..")) {
    return "must not contain empty, . or .. parts"
  }
  return name.isWellFormed() ? undefined : "must not contain lone surrogates"
}

/** Whether one name is the folder that the other lies in. */
const isFolderOf = (folder: string, name: string) => name.startsWith(`${folder}/`)

/** What the server would say against a file's name beside these others, of which the main file is one; `undefined` for nothing. */
export const fileNameFault = (name: string, others: ReadonlyArray<string>): string | undefined => {
  const fault = partFault(name)
  if (fault !== undefined) return fault
  if (others.length >= 101) return "would be one file too many"
  if (others.includes(name)) return "is there already"
  return others.some((other) => isFolderOf(other, name) || isFolderOf(name, other))
    ? "must not be a file and a folder at once"
    : undefined
}
