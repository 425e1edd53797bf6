import { readFileSync } from "node:fs"
import { assert, describe, it } from "vitest"

const lines = readFileSync(new URL("../Dockerfile", import.meta.url), "utf8").split("\n")
const { devDependencies } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
  readonly devDependencies: Readonly<Record<string, string>>
}

/** Nothing builds it here; this holds it to what docs/security.md says of it. */
describe("the Dockerfile", () => {
  it("names its base by digest, with the Node that is tested", () => {
    const bases = lines.filter((line) => line.startsWith("FROM "))
    assert.lengthOf(bases, 2)
    for (const base of bases) {
      assert.match(base, /^FROM node:\S+-bookworm-slim@sha256:[0-9a-f]{64}( AS build)?$/)
      assert.include(base, `node:${devDependencies["node"]}-`)
    }
  })

  it("has a container that belongs to root, runs as another user and wants the operating system's wall", () => {
    const run = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM "))).join("\n")
    for (const part of [
      "bubblewrap",
      "--chown=root:root",
      "\nUSER node\n",
      "OS_WALL=require",
      "CACHE_FOLDER=/app/.cache"
    ]) {
      assert.include(run, part)
    }
    assert.notMatch(run, /NODE_COMPILE_CACHE|\/tmp/)
  })
})
