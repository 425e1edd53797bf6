import type { Metafile } from "esbuild"
import { basename } from "node:path"

/** One module of a bundled function. */
export interface Module {
  readonly file: string
  readonly bytes: number
  /** Whether it belongs to AWS's SDK. */
  readonly isSdk: boolean
  /** Whether it is loaded at the start, and not on first use. */
  readonly isStatic: boolean
}

/** The SDK's packages, and our modules that re-export the parts in use. */
const sdk = /node_modules\/(?:@aws-sdk|@aws|@smithy|tslib|bowser)\/|packages\/aws\/src\/sdk\//

/** The modules of a function whose entry is `index.mjs`, from esbuild's metafile. */
export const modulesOf = ({ outputs }: Metafile): ReadonlyArray<Module> => {
  const paths = Object.keys(outputs).filter((path) => path.endsWith(".mjs"))
  const reached = new Set<string>()
  const reach = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const { external, kind, path: imported } of outputs[path]!.imports) {
      if (external !== true && kind === "import-statement") reach(imported)
    }
  }
  reach(paths.find((path) => basename(path) === "index.mjs")!)
  return paths.map((path) => {
    const { bytes, entryPoint, inputs } = outputs[path]!
    // What only exports again what is in other modules has no code of a source.
    const sources = Object.keys(inputs).length === 0 && entryPoint !== undefined ? [entryPoint] : Object.keys(inputs)
    const isSdk = sources.length > 0 && sources.every((source) => sdk.test(source))
    return { file: basename(path), bytes, isSdk, isStatic: reached.has(path) }
  })
}
