import type { EngineAssets, EnginePackages } from "@glissade/engine/Engine"
import { join } from "node:path"

/** The files of an interpreter. */
export interface PythonAssets {
  /** Folder of the npm package `pyodide`. */
  readonly pyodideFolder: string
  /** A wheel of the Python package `tzdata`, for `zoneinfo`. */
  readonly zones: string
  /** What an operator has added. */
  readonly packages: EnginePackages | undefined
}

/** Their locations, from the host process. */
export const assetsOf = ({ ownFolder, packages, runtimeFolder }: EngineAssets): PythonAssets => ({
  pyodideFolder: runtimeFolder,
  zones: join(ownFolder, "data/tzdata-2026.6-py2.py3-none-any.whl"),
  packages
})
