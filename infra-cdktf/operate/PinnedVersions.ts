import { readFileSync, renameSync, writeFileSync } from "node:fs"
import type { FormattingOptions } from "jsonc-parser"
import { applyEdits, modify } from "jsonc-parser"
import { decodeEnvironment } from "../settings/EnvironmentFile.ts"
import type { VersionMap } from "./PublishedVersions.ts"

/** What an environment's file says of versions; `undefined` is not in the file. */
export interface Pin {
  readonly live_versions: VersionMap | undefined
  readonly new_version_weight: number | undefined
}

/** Nothing is pinned: every alias points at the newest version. */
export const unpinned: Pin = { live_versions: undefined, new_version_weight: undefined }

const formattingOptions: FormattingOptions = { insertSpaces: true, tabSize: 2, eol: "\n" }

const settings = ["live_versions", "new_version_weight"] as const

const set = (text: string, path: Array<string>, value: unknown): string =>
  applyEdits(text, modify(text, path, value, { formattingOptions }))

/** Sets the versions in the text of an environment's file and leaves all else in it as it is. */
export const pinIn = (text: string, pin: Pin): string => {
  const pinned = settings.reduce((text, setting) => set(text, ["service", setting], pin[setting]), text)
  const { service } = JSON.parse(pinned) as { readonly service: object }
  return Object.keys(service).length === 0 ? set(pinned, ["service"], {}) : pinned
}

/** The environment's file with its changed text, unless nothing changes. An invalid one is refused and not written. */
export const writePin = (name: string, path: string, pin: Pin): boolean => {
  const before = readFileSync(path, "utf8")
  const after = pinIn(before, pin)
  if (after === before) return false
  decodeEnvironment(name, JSON.parse(after))
  const temporary = `${path}.${process.pid}`
  writeFileSync(temporary, after)
  renameSync(temporary, path)
  return true
}
