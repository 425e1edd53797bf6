import { posix } from "node:path"
import type { EmscriptenModule } from "./Emscripten.ts"
import { AT_FDCWD, pathLength } from "./Paths.ts"

/** Where pictures are taken from after a run. It is there from the start. */
export const picturesFolder = "/home/user/out"

/** Whether a call of `mkdirat` names it: programs of other places make it first, which is no error the first time. */
export const namesPictures = (module: EmscriptenModule, from: number, path: number): boolean => {
  if (from !== AT_FDCWD) return false
  const start = path >>> 0
  const text = Buffer.from(module.HEAPU8.subarray(start, start + pathLength(module, start))).toString()
  return posix.resolve(module.FS.currentPath, text) === picturesFolder
}
