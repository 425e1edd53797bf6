import { assert, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { gzipSync } from "node:zlib"

const folder = fileURLToPath(new URL("../../../web/dist/embed/", import.meta.url))

const gzipped = (names: ReadonlyArray<string>) =>
  names.reduce((total, name) => total + gzipSync(readFileSync(folder + name), { level: 9 }).length, 0)

it("the element is 3,200 bytes before it is used, and 10,752 in all with the client", () => {
  const names = readdirSync(folder).filter((name) => name.endsWith(".js"))
  assert.isAtMost(gzipped(["glissade-snippet.js"]), 3_200)
  assert.isAtMost(gzipped(names), 10_752)
})
