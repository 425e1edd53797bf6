import { engineTable } from "../../src/EngineTable.ts"
import { resolveFiles } from "../../src/HostCommand.ts"

/** Ruby is no dependency: its package is 99 MB. */
export const isRubyInstalled = resolveFiles().folders.ruby !== undefined

export const whyNoRuby = `skipped: ${engineTable.ruby.install} installs it`
