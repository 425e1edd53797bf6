import { pathToFileURL } from "node:url"
import type { Engine, EngineAssets, EngineProgram } from "../Engine.ts"

/** The second argument of a host process, as JSON. */
export interface HostAssets extends EngineAssets {
  /** The engine's program, a module that exports an {@link EngineProgram}. */
  readonly program: string
}

/** Loads the module of an engine. */
export const loadProgram = async (program: string): Promise<EngineProgram> => await import(pathToFileURL(program).href)

/** Makes the engine of a host process. */
export const loadEngine = async ({ program, ...assets }: HostAssets): Promise<Engine> =>
  (await loadProgram(program)).makeEngine(assets)
