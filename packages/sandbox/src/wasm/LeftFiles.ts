import type { LeftFile } from "../Engine.ts"
import type { Files } from "./Files.ts"

/** The files in a folder, by its absolute path; none where there is no such folder. */
export const leftFiles = (files: Files, path: string): ReadonlyArray<LeftFile> => {
  let node = files.root as ReturnType<Files["node"]> | undefined
  for (const name of path.split("/").slice(1)) node = node?.kind === "folder" ? node.entries.get(name) : undefined
  if (node?.kind !== "folder") return []
  return Array.from(node.entries).flatMap(([name, file]) =>
    file.kind === "file" ? [{ name, bytes: file.bytes.subarray(0, file.size) }] : []
  )
}
