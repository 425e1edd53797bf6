/** The folder of a program's files. */
export const homeFolder = "/home/user"

/** A normalized absolute path, without `.`, `..` and doubled slashes. */
export const normalize = (path: string): string => {
  const parts: Array<string> = []
  for (const part of path.split("/")) {
    if (part === "..") parts.pop()
    else if (part !== "" && part !== ".") parts.push(part)
  }
  return `/${parts.join("/")}`
}
