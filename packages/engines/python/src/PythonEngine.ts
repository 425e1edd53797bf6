import type { EngineProgram } from "@glissade/engine/Engine"
import { assetsOf } from "./Assets.ts"
import { FileQuota } from "./FileQuota.ts"
import { Gate } from "./Gate.ts"
import { bootAnew, readImage, writeImage } from "./Image.ts"
import * as Interpreter from "./Interpreter.ts"
import { layOut } from "./Layout.ts"
import * as Pyodide from "./Pyodide.ts"

/**
 * CPython in Pyodide, behind an import gate. It boots once, then every program starts from the same memory: globals, modules and files of
 * one program are gone for the next. Without an image the boot takes 2 to 5 seconds instead of 0.2.
 */
export const makeEngine: EngineProgram["makeEngine"] = ({ image, ...given }) => ({
  name: "python",
  boot: async () => {
    const assets = assetsOf(given)
    const files = new FileQuota()
    const gate = new Gate(files)
    const streams = new Interpreter.ProgramStreams(gate)
    if (image === undefined) {
      return Interpreter.make({ ...(await bootAnew(assets, gate, streams, files)), gate, files, streams })
    }
    const start = readImage(image)
    const loaded = await Pyodide.start(assets.pyodideFolder, gate, start)
    layOut(loaded.module, assets, streams, files.packages)
    Interpreter.putBack(loaded, start)
    return Interpreter.make({ loaded, start, gate, files, streams })
  }
})

/** Boots an interpreter and writes the image from which others boot. */
export const makeImage: NonNullable<EngineProgram["makeImage"]> = (assets, image) => writeImage(assetsOf(assets), image)
