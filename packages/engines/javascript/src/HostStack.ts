import { isMainThread, resourceLimits } from "node:worker_threads"

/** What V8 takes for its stack when nothing else is said, in KiB. */
const usual = 984

/** Bytes of stack that this thread may use, as it was started. */
export const hostStackBytes = (): number => {
  if (!isMainThread) return ((resourceLimits.stackSizeMb ?? 4) * 1024 - 192) * 1024
  const flag = process.execArgv.findLast((text) => /^--stack[-_]size=\d+$/.test(text))
  return (flag === undefined ? usual : Number(flag.slice(13))) * 1024
}
