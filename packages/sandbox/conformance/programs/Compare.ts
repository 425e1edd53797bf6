import * as Effect from "effect/Effect"
import type { Ending, Outcome, Program } from "./Program.ts"
import { runHere } from "./RunHere.ts"
import { runNative } from "./RunNative.ts"

/** Without what is different in each run: addresses, the speed of Minitest. */
const steady = (text: string): string =>
  text
    .replaceAll(/\b0x[0-9a-f]{6,16}\b/g, "0xADDRESS")
    .replaceAll(/^Finished in .*$/gm, "Finished")
    .replaceAll(/\r\n/g, "\n")

/** Whether two runs of a program are the same: how they ended, and what they wrote. */
export const isSame = (one: Ending, other: Ending): boolean =>
  one.exitCode === other.exitCode && steady(one.stdout) === steady(other.stdout)

/** Runs a program in both places, and natively once more where the two are not the same. */
export const compare = Effect.fnUntraced(function* (program: Program) {
  const here = yield* runHere(program)
  const native = yield* runNative(program)
  const varies = !isSame(here, native) && native.status !== "timeout" && !isSame(native, yield* runNative(program))
  return { program: program.name, here, native, varies } satisfies Outcome
})

/** How many tests a program says that it ran, and how many passed: by our stand-ins, or by Minitest. */
export const testsOf = ({ stdout }: Ending): { readonly passed: number; readonly ran: number } => {
  const ours = /^# (\d+) of (\d+) pass$/m.exec(stdout)
  if (ours !== null) return { passed: Number(ours[1]), ran: Number(ours[2]) }
  const minitest = /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors/m.exec(stdout)
  const [ran = 0, failures = 0, errors = 0] = minitest?.slice(1).map(Number) ?? []
  return { ran, passed: ran - failures - errors }
}
