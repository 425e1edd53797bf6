import type { BootImage } from "../Engine.ts"
import type { HostAssets } from "./LoadEngine.ts"
import { loadProgram } from "./LoadEngine.ts"

/** Makes an engine's memory image in its own process, since that takes seconds. Arguments: the image, and the engine. */
const image = JSON.parse(process.argv[2]!) as BootImage
const { program, ...assets } = JSON.parse(process.argv[3]!) as HostAssets
const { makeImage } = await loadProgram(program)
if (makeImage === undefined)
  throw new Error(`${program} exports no makeImage, though its manifest says that there are images`)
await makeImage(assets, image)
