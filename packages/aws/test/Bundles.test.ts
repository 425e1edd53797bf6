import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const folder = fileURLToPath(new URL("../../../dist/lambda/", import.meta.url))
const isBuilt = existsSync(join(folder, "manifest.json"))

if (!isBuilt && process.env.CI !== undefined) throw new Error("the functions are not built (npm run build)")

const suite = isBuilt ? describe : describe.skip

const unzippedSize = (name: string): number =>
  readdirSync(join(folder, name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((total, entry) => total + statSync(join(entry.parentPath, entry.name)).size, 0)

suite("the bundled functions", () => {
  for (const name of ["api", "websocket"]) {
    it(`${name} is a module of at most 400 KB`, () => {
      assert.isAtMost(statSync(join(folder, name, "index.mjs")).size, 400 * 1024)
    })
  }

  for (const name of ["execute", "worker"]) {
    it(`${name} is at most 60 MB with its engines`, () => assert.isAtMost(unzippedSize(name), 60_000_000))

    it(`${name} carries every engine that \`npm ci\` installs, and the image that Python boots from`, () => {
      const engines = join(folder, name, "engines")
      assert.deepStrictEqual(readdirSync(engines).toSorted(), ["javascript", "lua", "python", "sql"])
      assert.isAbove(statSync(join(engines, "python/memory.img")).size, 20_000_000)
    })
  }
})
