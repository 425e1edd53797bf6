import * as Routes from "@glissade/api/Routes"
import * as Layer from "effect/Layer"
import * as BundledSandbox from "../BundledSandbox.ts"
import { layerCommon, startHttpFunction } from "../HttpFunction.ts"

const services = Layer.merge(BundledSandbox.layer, layerCommon)

/** Runs a program and returns its result. Has no permissions worth stealing. */
export const handler = await startHttpFunction(services, Routes.layerWithoutQueue)
