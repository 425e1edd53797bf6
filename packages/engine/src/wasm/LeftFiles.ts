import type { LeftFile } from "../Engine.ts"
import type { Files, FilesNode } from "./Files.ts"

/** Where pictures are taken from after a run, in the program's folder. */
export const picturesFolder = "out"

/** The files in the program's folder `out`. */
export const leftFiles = (files: Files): ReadonlyArray<LeftFile> => {
  let node: FilesNode | undefined = files.root
  for (const name of ["home", "user", picturesFolder])
    node = node?.kind === "folder" ? node.entries.get(name) : undefined
  if (node?.kind !== "folder") return []
  return Array.from(node.entries).flatMap(([name, file]) =>
    file.kind === "file" ? [{ name, bytes: file.bytes.subarray(0, file.size) }] : []
  )
}
