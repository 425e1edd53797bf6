import { Runtimes } from "@glissade/core/Admission"
import type { Runtime } from "@glissade/protocol/Runtime"
import * as Layer from "effect/Layer"

/** Put in by the bundler: the API knows the languages without holding an engine. */
declare const GLISSADE_RUNTIMES: ReadonlyArray<Runtime>

/** The languages of the engines that this build packs. */
export const layer = Layer.sync(Runtimes, () => GLISSADE_RUNTIMES)
