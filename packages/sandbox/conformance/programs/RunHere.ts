import { Sandbox } from "@glissade/core/Sandbox"
import { Execution, maximumItems } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Ending, Program } from "./Program.ts"
import { limits, sourceBytes } from "./Program.ts"

const bytesOf = ({ code, files }: Program): number =>
  [code, ...files.map(({ content }) => content)].reduce((sum, text) => sum + Buffer.byteLength(text), 0)

/** Why the API would not take the program. */
const refusal = (program: Program): string | undefined => {
  if (program.files.length > maximumItems) return `${program.files.length} files, more than ${maximumItems}`
  return bytesOf(program) > sourceBytes ? `${bytesOf(program)} bytes of source, more than ${sourceBytes}` : undefined
}

/** Runs a program in the sandbox, by the limits of a request. */
export const runHere = (program: Program): Effect.Effect<Ending, never, Sandbox> =>
  Effect.gen(function* () {
    const refused = refusal(program)
    if (refused !== undefined) return { status: "refused", exitCode: undefined, stdout: "", stderr: refused }
    const sandbox = yield* Sandbox
    const { args = [], code, files, language, stdin = "" } = program
    const written = { stdout: "", stderr: "" }
    let ending: Pick<Ending, "status" | "exitCode"> = { status: "error", exitCode: undefined }
    yield* Stream.runForEach(sandbox.run(Execution.make({ language, code, stdin, args, files, limits })), (event) =>
      Effect.sync(() => {
        if (event.type === "output") written[event.stream] += event.data
        if (event.type === "finished")
          ending = { status: event.result.status, exitCode: event.result.exitCode ?? undefined }
      })
    ).pipe(
      Effect.catch((failure) =>
        Effect.sync(() => {
          written.stderr += `the sandbox is unavailable: ${failure.message}`
        })
      )
    )
    return { ...ending, ...written }
  })
