import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import type { Module } from "../../../scripts/lambda-modules.ts"

const folder = fileURLToPath(new URL("../../../dist/lambda/", import.meta.url))
const isBuilt = existsSync(join(folder, "manifest.json"))

if (!isBuilt && process.env.CI !== undefined) throw new Error("the functions are not built (npm run build)")

const suite = isBuilt ? describe : describe.skip

const unzippedSize = (name: string): number =>
  readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0)

const modulesOf = (name: string): ReadonlyArray<Module> =>
  (
    JSON.parse(readFileSync(join(folder, "manifest.json"), "utf8")) as {
      readonly functions: Record<string, { readonly modules: ReadonlyArray<Module> }>
    }
  ).functions[name]!.modules

const sizeOf = (name: string, isMeant: (module: Module) => boolean): number =>
  modulesOf(name)
    .filter(isMeant)
    .reduce((total, { file }) => total + statSync(join(folder, name, file)).size, 0)

suite("the bundled functions", () => {
  for (const name of ["api", "websocket", "authorizer", "page"]) {
    it(`${name} has at most 400 KB of code of ours`, () => {
      assert.isAtMost(
        sizeOf(name, ({ isSdk }) => !isSdk),
        400 * 1024
      )
    })
  }

  for (const name of ["api", "worker"]) {
    it(`${name} starts with at most 256 KB of AWS's SDK, in chunks of its own`, () => {
      const bytes = sizeOf(name, ({ isSdk, isStatic }) => isSdk && isStatic)
      assert.isAbove(bytes, 100 * 1024)
      assert.isAtMost(bytes, 256 * 1024)
    })

    it(`${name} has at most 320 KB of the SDK for what is not always needed: S3 and other credentials`, () => {
      const bytes = sizeOf(name, ({ isSdk, isStatic }) => isSdk && !isStatic)
      assert.isAtMost(bytes, 320 * 1024)
    })
  }

  for (const name of ["execute", "websocket", "authorizer"]) {
    it(`${name} has nothing of the SDK`, () =>
      assert.deepStrictEqual(
        modulesOf(name).filter(({ isSdk }) => isSdk),
        []
      ))
  }

  it("page carries the page, without the copies that CloudFront would make and without source maps", () => {
    const files = readdirSync(join(folder, "page/page"), { recursive: true }).map(String)
    assert.includeMembers(files, ["index.html", "sw.js"])
    assert.deepStrictEqual(
      files.filter((file) => /\.(?:br|gz|map)$/.test(file)),
      []
    )
  })

  for (const name of ["execute", "worker"]) {
    it(`${name} is at most 60 MB with its engines`, () => assert.isAtMost(unzippedSize(name), 60_000_000))

    it(`${name} carries every engine that \`npm ci\` installs, and the image that Python boots from`, () => {
      const engines = join(folder, name, "engines")
      assert.deepStrictEqual(readdirSync(engines).toSorted(), ["javascript", "lua", "python", "sql"])
      assert.isAbove(statSync(join(engines, "python/memory.img")).size, 20_000_000)
    })
  }
})
