import { Runtimes } from "@glissade/core/Admission"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Layer from "effect/Layer"

/** Defined by the bundler, so that the API knows the languages without containing an engine. */
declare const GLISSADE_RUNTIMES: ReadonlyArray<Runtime>

/** The languages of the bundled engines. */
export const layer = Layer.sync(Runtimes, () => GLISSADE_RUNTIMES)
