import { isMainThread, resourceLimits } from "node:worker_threads"

/** V8's default stack size, in KiB. */
const usual = 984

/** Bytes of stack that this thread may use, from how it was started. */
export const hostStackBytes = (): number => {
  if (!isMainThread) return ((resourceLimits.stackSizeMb ?? 4) * 1024 - 192) * 1024
  const flag = process.execArgv.findLast((text) => /^--stack[-_]size=\d+$/.test(text))
  return (flag === undefined ? usual : Number(flag.slice(13))) * 1024
}
