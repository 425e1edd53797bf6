import * as NativeSandbox from "@glissade/containers/NativeSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { NativePrograms } from "./NativeConfig.ts"
import { startRunner } from "./OwnRunner.ts"

/** The sandbox below it, and native programs on a runner beside. */
export const layer = (programs: Exclude<NativePrograms, { readonly type: "off" }>) =>
  Layer.unwrap(
    Effect.map(programs.type === "own" ? startRunner(programs.settings) : Effect.succeed(programs), NativeSandbox.layer)
  )
