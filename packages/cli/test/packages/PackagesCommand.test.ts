import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import type { PackageLock } from "@glissade/engine/packages/PackageLock"
import { decodePackageLock } from "@glissade/engine/packages/PackageLock"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { pythonPlatform } from "@glissade/test-kit/PackageFolder"
import { run } from "@glissade/test-kit/Programs"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { homedir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { FakeIndex, realFiles, sampleWheels as wheels } from "./FakeIndex.ts"

/** Versions are chosen with two packages of the real index, so this needs the network. */
const real = await realFiles()

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs a command as somebody types it. */
const command = (...args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--conditions=@glissade/source", "--disable-warning=ExperimentalWarning", main, "packages", ...args],
      (_error, out, error) => resolve({ code: child.exitCode ?? -1, out, error })
    )
  })

const versions = (lock: PackageLock) => Object.fromEntries(lock.packages.map(({ name, version }) => [name, version]))

describe.skipIf(real === undefined)("packages for Python programs", () => {
  const index = new FakeIndex(real ?? new Map())
  const parent = join(homedir(), ".cache", "glissade-tests")
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(parent, "cli-"))
  const own = join(folder, "python")
  const lockText = () => readFileSync(join(own, "packages.lock.json"), "utf8")
  const lock = () => decodePackageLock(lockText())
  const at = (...args: ReadonlyArray<string>) => command(...args, "--folder", folder, "--index", index.url)

  beforeAll(async () => {
    index.wheels = wheels
    await index.listen()
  })
  afterAll(() => {
    index.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const fails = async (expected: RegExp, ...args: ReadonlyArray<string>): Promise<void> => {
    const before = readdirSync(folder, { recursive: true })
    const { code, error, out } = await at(...args)
    assert.match(error, expected)
    assert.strictEqual(code, 1, out)
    assert.deepStrictEqual(readdirSync(folder, { recursive: true }), before)
  }

  it("are none at first", async () => {
    assert.strictEqual((await command("list", "--folder", folder)).out, `There are no packages in ${own}.\n`)
  })

  it("are added with what they need, at the newest versions that fit this Python", { timeout: 120_000 }, async () => {
    const { code, error, out } = await at("add", "Alpha[fast] >= 1")
    assert.strictEqual(code, 0, error)
    assert.deepStrictEqual(versions(lock()), { alpha: "2.0", beta: "1.5", delta: "1.0" })
    assert.deepStrictEqual(lock().requested, ["Alpha[fast] >= 1"])
    assert.strictEqual(lock().platform, pythonPlatform)
    const [, beta, delta] = lock().packages
    assert.deepInclude(beta, { imports: ["beside", "beta"], native: false })
    assert.isTrue(delta!.native)
    assert.match(out, /^alpha 2\.0\nbeta 1\.5\ndelta 1\.0 \(compiled: .*\)\n3 packages in /)
    // One was told apart, and its file fetched once all was chosen; the others were fetched to look into them.
    assert.lengthOf(
      index.asked.filter((path) => path.includes("beta-1.5")),
      1
    )
    assert.include(index.asked, "/files/alpha-2.0-py3-none-any.whl.metadata")
    for (const name of [join("wheels", lock().packages[0]!.file), lock().archive.file, "packages.lock.json"])
      assert.strictEqual(statSync(join(own, name)).mode & 0o777, 0o444)
  })

  it("are what programs import", { timeout: 120_000 }, async () => {
    const code = `import alpha, beta, beside, importlib.metadata as metadata
print(alpha.version, beta.text, metadata.requires("alpha")[0])
import numpy`
    const options = { engines: ["@glissade/engine-python"], interpreters: 1, packagesFolder: folder }
    const { stderr, stdout } = await Effect.runPromise(Effect.provide(run(code), EngineSandbox.layer(options)))
    assert.strictEqual(stdout, "2.0 of beta beta>=1\n", stderr ?? "")
    assert.include(stderr!, "a program can import the standard library, alpha and the files beside it")
  })

  it("keep their versions when others are added, until an upgrade", { timeout: 240_000 }, async () => {
    index.wheels = [...wheels, { name: "beta", version: "2.0" }, { name: "zeta", version: "1.0" }]
    assert.strictEqual((await at("add", "zeta")).code, 0)
    assert.deepStrictEqual(versions(lock()), { alpha: "2.0", beta: "1.5", delta: "1.0", zeta: "1.0" })
    assert.strictEqual((await at("upgrade")).code, 0)
    assert.deepStrictEqual(versions(lock()), { alpha: "2.0", beta: "2.0", delta: "1.0", zeta: "1.0" })
    assert.strictEqual((await at("add", "beta<2", "alpha")).code, 0)
    assert.deepStrictEqual(versions(lock()), { alpha: "2.0", beta: "1.5", zeta: "1.0" })
    assert.deepStrictEqual(lock().requested, ["zeta", "beta<2", "alpha"])
  })

  it("are the same again from their lock file", { timeout: 120_000 }, async () => {
    const before = lockText()
    const archive = readFileSync(join(own, lock().archive.file))
    rmSync(join(own, "wheels"), { recursive: true })
    rmSync(join(own, lock().archive.file), { force: true })
    const { code, error } = await at("install")
    assert.strictEqual(code, 0, error)
    assert.strictEqual(lockText(), before)
    assert.isTrue(archive.equals(readFileSync(join(own, lock().archive.file))))
  })

  it("that were chosen for another Python are chosen anew", { timeout: 120_000 }, async () => {
    const other = { ...JSON.parse(lockText()), platform: "pyemscripten_2025_0_wasm32" }
    rmSync(join(own, "packages.lock.json"))
    writeFileSync(join(own, "packages.lock.json"), JSON.stringify(other))
    assert.strictEqual((await at("install")).code, 0)
    assert.strictEqual(lock().platform, pythonPlatform)
  })

  it("are removed with what nothing else needs", { timeout: 120_000 }, async () => {
    assert.strictEqual((await at("remove", "Alpha", "beta")).code, 0)
    assert.deepStrictEqual(versions(lock()), { zeta: "1.0" })
    assert.deepStrictEqual(readdirSync(join(own, "wheels")), ["zeta-1.0-py3-none-any.whl"])
    await fails(/alpha was not added; these were: zeta\n$/, "remove", "alpha")
  })

  it.each([
    ["forged", /forged-1\.0-py3-none-any\.whl does not have the hash that it must have: nothing was changed\n$/],
    ["outside", /has a file outside of its folder: \.\.\/\.\.\/outside\.py\n$/],
    ["nothing-like-it", /the index has no file of nothing-like-it for this Python\n$/]
  ])("are refused with the reason, and nothing changes: %s", { timeout: 120_000 }, (name, expected) =>
    fails(expected, "add", name)
  )

  it("are not changed where the index does not answer, or is none", { timeout: 120_000 }, async () => {
    const nobody = await command("add", "beta", "--folder", folder, "--index", "http://127.0.0.1:9/simple")
    assert.match(nobody.error, /^glissade-cli: 127\.0\.0\.1:9 does not answer as it should/m)
    const open = await command("add", "beta", "--folder", folder, "--index", "http://example.org/simple")
    assert.strictEqual(open.error, "glissade-cli: http://example.org/simple/packaging/ is not an address of https\n")
    const none = await command("add", "beta", "--folder", folder, "--index", "pypi")
    assert.match(none.error + none.out, /pypi is no address of an index/)
    assert.deepStrictEqual(versions(lock()), { zeta: "1.0" })
  })
})
