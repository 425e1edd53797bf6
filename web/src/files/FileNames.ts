import { fileNameFault as ownFault } from "@glissade/protocol/FileNameFault"

/** Whether one name is a folder of the other's path. */
const isFolderOf = (folder: string, name: string) => name.startsWith(`${folder}/`)

/** Why the server would refuse a file's name beside these others, among them the main file; `undefined` if it is valid. */
export const fileNameFault = (name: string, others: ReadonlyArray<string>): string | undefined => {
  const fault = ownFault(name)
  if (fault !== undefined) return fault
  if (others.length >= 101) return "would be one file too many"
  if (others.includes(name)) return "is there already"
  return others.some((other) => isFolderOf(other, name) || isFolderOf(name, other))
    ? "must not be a file and a folder at once"
    : undefined
}
