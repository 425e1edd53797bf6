import type { Execution } from "@glissade/protocol/Execution"
import type { LanguageExample, Runtime } from "@glissade/protocol/Runtime"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/** What runs programs natively, as it told. */
export interface NativeHost {
  /** Whether it has told yet: a runner takes some seconds to start. Until then it has no runtimes. */
  readonly isKnown: boolean
  /** Whether it has not answered for longer than it takes to start. */
  readonly isAway: boolean
  /** What holds programs, for people to read, such as `runsc 20221219.0, ptrace`. */
  readonly isolation: string
  readonly runtimes: ReadonlyArray<Runtime>
  readonly examples: (language: string) => ReadonlyArray<LanguageExample>
}

const none = (): NativeHost | undefined => undefined

/** The native languages of this host, as far as its runner has told them until now. None by default. */
export const NativeRuntimes = Context.Reference<() => NativeHost | undefined>("@glissade/core/NativeRuntimes", {
  defaultValue: () => none
})

/** The runtimes among which that of an execution is, given those in WebAssembly. */
export const runtimesFor = ({ runtime }: Pick<Execution, "runtime">, runtimes: ReadonlyArray<Runtime>) =>
  Effect.map(NativeRuntimes, (native) => (runtime === "native" ? (native()?.runtimes ?? []) : runtimes))
