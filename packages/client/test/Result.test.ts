import { assert, it } from "@effect/vitest"
import type * as Client from "@glissade/client/Result"
import type * as Protocol from "@glissade/protocol/ExecutionResult"
import type * as Runtime from "@glissade/protocol/Runtime"

/** `true` where each of two types can stand for the other. */
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? true : false) : false

/** They are checked by the compiler: this file does not pass `npm run typecheck` where one of them is another type. */
const same: ReadonlyArray<true> = [
  true satisfies Same<Client.ExecutionStatus, Protocol.ExecutionStatus>,
  true satisfies Same<Client.ExecutionError, Protocol.ExecutionError>,
  true satisfies Same<Client.CompileResult, Protocol.CompileResult>,
  true satisfies Same<Client.Artifact, Protocol.Artifact>,
  true satisfies Same<Client.ExecutionResult, typeof Protocol.ExecutionResult.Type>,
  true satisfies Same<Client.Runtime, typeof Runtime.Runtime.Type>,
  true satisfies Same<Client.Runtimes, typeof Runtime.Runtimes.Type>,
  true satisfies Same<Client.LanguageExamples, typeof Runtime.LanguageExamples.Type>
]

it("the client's own types are those of the schemas", () => {
  assert.lengthOf(same, 8)
})
