import * as Schema from "effect/Schema"

/** The name of a package, as its index writes it in addresses: lower case, with `-` between words. */
export const PackageName = Schema.String.check(
  Schema.isPattern(/^[a-z0-9](?:[a-z0-9-]{0,98}[a-z0-9])?$/, { message: "must be the name of a package" })
)

const Sha256 = Schema.String.check(Schema.isPattern(/^[0-9a-f]{64}$/, { message: "must be a SHA-256 in hexadecimal" }))

const fileName = /^[\w.+!-]{1,255}$/

/** Whether a package's file may have this name: it is a part of paths. */
export const isPackageFileName = (name: string): boolean => fileName.test(name)

/** The name of a file, without a path. */
const FileName = Schema.String.check(Schema.isPattern(fileName, { message: "must be the name of a file" }))

const Size = Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))

/** A package that programs can import from. */
const LockedPackage = Schema.Struct({
  name: PackageName,
  version: Schema.NonEmptyString,
  /** Its file in the folder `wheels`, and what it must be. */
  file: FileName,
  sha256: Sha256,
  bytes: Size,
  /** Where the file comes from. */
  url: Schema.String.check(Schema.isPattern(/^https?:\/\//, { message: "must be an address of http or https" })),
  /** The modules that programs can import from it. */
  imports: Schema.Array(Schema.String),
  /** Whether it has compiled modules. A run that loads one costs its interpreter. */
  native: Schema.Boolean
})

export type LockedPackage = typeof LockedPackage.Type

/** Most packages that a language can have, those that others need among them. */
export const maximumPackages = 200

/**
 * What a folder of packages has, in `packages.lock.json`. `packages add` writes it; the sandbox reads it, and takes nothing that does not
 * have the hashes that stand here.
 */
export const PackageLock = Schema.Struct({
  format: Schema.Literal(1),
  /** The platform that compiled modules are built for: the engine's, as its manifest names it. */
  platform: Schema.NonEmptyString,
  /** What was asked for, as it was written: `pydantic>=2`. */
  requested: Schema.Array(Schema.NonEmptyString),
  packages: Schema.Array(LockedPackage).check(Schema.isMaxLength(maximumPackages)),
  /** The files of all of them, in one file beside this one. */
  archive: Schema.Struct({ file: FileName, sha256: Sha256, bytes: Size, files: Size })
})

export type PackageLock = typeof PackageLock.Type

const text = Schema.fromJsonString(PackageLock)

/** Decodes the text of a `packages.lock.json`; throws a `SchemaError` that says what is wrong with it. */
export const decodePackageLock = Schema.decodeUnknownSync(text)

/** The text of a `packages.lock.json`. */
export const encodePackageLock = (lock: PackageLock): string =>
  `${JSON.stringify(Schema.encodeSync(PackageLock)(lock), null, 2)}\n`

/** The name that a requirement such as `Pydantic[email]>=2` is about, as the index writes it. */
export const requirementName = (requirement: string): string =>
  (/^[\w.-]*/.exec(requirement.trim())?.[0] ?? "").replaceAll(/[-_.]+/g, "-").toLowerCase()

/** The name of the file. */
export const packageLockFile = "packages.lock.json"
