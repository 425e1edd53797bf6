import manifest from "@glissade/engine-python/manifest.json" with { type: "json" }
import { writeArchive } from "@glissade/engine/packages/PackageArchive"
import type { PackageLock } from "@glissade/engine/packages/PackageLock"
import { maximumPackages, requirementName } from "@glissade/engine/packages/PackageLock"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import type { Wheel } from "./Interpreter.ts"
import * as Interpreter from "./Interpreter.ts"
import { folderFor, keptWheel, readLock, writePackages } from "./PackageFolder.ts"
import * as PackageIndex from "./PackageIndex.ts"
import { PackagesFault } from "./PackagesFault.ts"
import type { Chosen } from "./Resolution.ts"
import { resolve } from "./Resolution.ts"
import { sha256Of } from "./Sha256.ts"

const { platform } = manifest.packages

/** The wheels of what was chosen: from the folder where they are, else from the index. */
const collect = Effect.fnUntraced(function* (
  folder: string,
  chosen: ReadonlyArray<Chosen>,
  fetched: ReadonlyMap<string, Wheel>
) {
  const index = yield* PackageIndex.PackageIndex
  return yield* Effect.forEach(
    chosen,
    Effect.fnUntraced(function* ({ file, name, version }) {
      const { filename, hashes } = file
      const there = fetched.get(filename) ?? keptWheel(folder, filename, hashes["sha256"] ?? "")
      if (there !== undefined) return there
      yield* Console.error(`Fetching ${name} ${version}`)
      return { filename, bytes: yield* index.download(file) }
    }),
    { concurrency: 4 }
  )
})

/** Fetches what was chosen, makes the archive, and writes all of it. */
const bake = Effect.fnUntraced(function* (
  folder: string,
  requested: ReadonlyArray<string>,
  chosen: ReadonlyArray<Chosen>,
  fetched: ReadonlyMap<string, Wheel>,
  before: PackageLock | undefined
) {
  if (chosen.length > maximumPackages) {
    return yield* new PackagesFault({
      message: `these are ${chosen.length} packages, and ${maximumPackages} are allowed`
    })
  }
  const wheels = yield* collect(folder, chosen, fetched)
  yield* Console.error(
    `Compiling ${chosen.length} ${chosen.length === 1 ? "package" : "packages"}, which takes a while`
  )
  const { unpack } = yield* Interpreter.Interpreter
  const unpacked = yield* unpack(wheels)
  const archive = writeArchive(unpacked.files)
  const sha256 = sha256Of(archive)
  const lock: PackageLock = {
    format: 1,
    platform,
    requested,
    packages: chosen.map(({ file, name, version }, at) => ({
      name,
      version,
      file: file.filename,
      sha256: sha256Of(wheels[at]!.bytes),
      bytes: wheels[at]!.bytes.length,
      url: file.url,
      ...unpacked.wheels[at]!
    })),
    archive: { file: `${sha256.slice(0, 16)}.archive`, sha256, bytes: archive.length, files: unpacked.files.length }
  }
  yield* writePackages(folder, lock, archive, wheels, before)
  return lock
})

const tell = Effect.fnUntraced(function* (folder: string, { archive, packages }: PackageLock) {
  for (const { name, native, version } of packages) {
    yield* Console.log(`${name} ${version}${native ? " (compiled: a run that imports it costs its interpreter)" : ""}`)
  }
  yield* Console.log(
    packages.length === 0
      ? `There are no packages in ${folder}.`
      : `${packages.length} packages in ${folder}, ${Math.ceil(archive.bytes / 1e6)} MB. A server has them after its next start.`
  )
})

/** Makes the folder have what is requested. */
const change = Effect.fnUntraced(function* (
  folder: string,
  requested: ReadonlyArray<string>,
  before: PackageLock | undefined,
  keepVersions: boolean
) {
  const preferred = Object.fromEntries(
    (keepVersions ? (before?.packages ?? []) : []).map(({ name, version }) => [name, version])
  )
  const { chosen, fetched } =
    requested.length === 0
      ? { chosen: [], fetched: new Map<string, Wheel>() }
      : yield* resolve(platform, requested, preferred)
  yield* tell(folder, yield* bake(folder, requested, chosen, fetched, before))
})

const folder = Flag.String("folder").pipe(
  Flag.withDescription(
    "where the packages are; by default /usr/local/lib/glissade/packages for root, and else a folder of this user"
  ),
  Flag.optional
)

const index = Flag.String("index").pipe(
  Flag.filter(
    (text: string) => URL.canParse(text),
    (text) => `${text} is no address of an index`
  ),
  Flag.withDescription("the address of the index's simple API"),
  Flag.withDefault(PackageIndex.defaultIndex)
)

const at = (named: Option.Option<string>): string => folderFor(manifest.name, Option.getOrUndefined(named))

const services = (address: string) =>
  Layer.merge(Interpreter.layer, Layer.provide(PackageIndex.layer(address), FetchHttpClient.layer))

/** `packages add pydantic 'networkx>=3'`. */
export const add = Command.make(
  "add",
  { folder, index, packages: Argument.String("package").pipe(Argument.variadic({ min: 1 })) },
  Effect.fnUntraced(function* ({ folder, index, packages }) {
    const place = at(folder)
    const before = yield* readLock(place)
    const names = new Set(packages.map(requirementName))
    const others = (before?.requested ?? []).filter((one) => !names.has(requirementName(one)))
    yield* Effect.provide(change(place, [...others, ...packages], before, true), services(index))
  })
).pipe(Command.withDescription("Add packages, with all that they need, at versions that fit together"))

/** `packages remove pydantic`. */
export const remove = Command.make(
  "remove",
  { folder, index, packages: Argument.String("package").pipe(Argument.variadic({ min: 1 })) },
  Effect.fnUntraced(function* ({ folder, index, packages }) {
    const place = at(folder)
    const before = yield* readLock(place)
    const requested = before?.requested ?? []
    const unknown = packages.filter(
      (one) => !requested.some((asked) => requirementName(asked) === requirementName(one))
    )
    if (unknown.length > 0) {
      const there = requested.length === 0 ? "none were" : `these were: ${requested.join(", ")}`
      return yield* new PackagesFault({ message: `${unknown.join(", ")} was not added; ${there}` })
    }
    const names = new Set(packages.map(requirementName))
    const left = requested.filter((one) => !names.has(requirementName(one)))
    yield* Effect.provide(change(place, left, before, true), services(index))
  })
).pipe(Command.withDescription("Remove packages that were added, with all that nothing else needs"))

/** `packages upgrade`. */
export const upgrade = Command.make(
  "upgrade",
  { folder, index },
  Effect.fnUntraced(function* ({ folder, index }) {
    const place = at(folder)
    const before = yield* readLock(place)
    yield* Effect.provide(change(place, before?.requested ?? [], before, false), services(index))
  })
).pipe(Command.withDescription("Choose the newest versions of what was added"))

/** `packages install`. */
export const install = Command.make(
  "install",
  { folder, index },
  Effect.fnUntraced(function* ({ folder, index }) {
    const place = at(folder)
    const before = yield* readLock(place)
    if (before === undefined) return yield* new PackagesFault({ message: `there is no lock file in ${place}` })
    if (before.platform !== platform) {
      yield* Console.error(`The packages are for ${before.platform}: versions for ${platform} are chosen`)
      return yield* Effect.provide(change(place, before.requested, before, true), services(index))
    }
    const chosen = before.packages.map(({ file, name, sha256, url, version }) => ({
      name,
      version,
      file: { filename: file, url, hashes: { sha256 } }
    }))
    const lock = yield* Effect.provide(bake(place, before.requested, chosen, new Map(), before), services(index))
    yield* tell(place, lock)
  })
).pipe(Command.withDescription("Fetch what the lock file names, at its versions and with its hashes"))

/** `packages list`. */
export const list = Command.make(
  "list",
  { folder },
  Effect.fnUntraced(function* ({ folder }) {
    const place = at(folder)
    const lock = yield* readLock(place)
    if (lock === undefined) yield* Console.log(`There are no packages in ${place}.`)
    else yield* tell(place, lock)
  })
).pipe(Command.withDescription("Show what there is"))

/** `packages`, with what can be done with them. */
export const packages = Command.make("packages").pipe(
  Command.withDescription("Packages that Python programs can import"),
  Command.withSubcommands([add, remove, upgrade, install, list])
)
