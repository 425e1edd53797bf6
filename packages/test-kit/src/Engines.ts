import type { InstalledEngine } from "@glissade/sandbox/registry/EngineRegistry"
import { findEngines } from "@glissade/sandbox/registry/EngineRegistry"

/** The engines of this repository. */
export const engineNames = ["python", "javascript", "lua", "sql", "ruby"] as const
export type EngineName = (typeof engineNames)[number]

/** The package of one of them. */
export const packageOf = (name: EngineName): string => `@glissade/engine-${name}`

const { installed, missing } = findEngines()

/** Those whose own packages are installed here. */
export const installedEngines: ReadonlyArray<EngineName> = engineNames.filter((name) =>
  installed.some((engine) => engine.name === name)
)

/** One of those that are installed. */
export const engineNamed = (name: EngineName): InstalledEngine => {
  const found = installed.find((engine) => engine.name === name)
  if (found === undefined) throw new Error(`the ${name} engine is not installed`)
  return found
}

/** Ruby is no dependency: its package is 99 MB. */
export const isRubyInstalled = installedEngines.includes("ruby")

export const whyNoRuby = `skipped: ${missing.find(({ engine }) => engine === "ruby")?.install} installs it`
