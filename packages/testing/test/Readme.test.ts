import { describe } from "@effect/vitest"
import { codeOf } from "@glissade/test-kit/ReadmeCode"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const readme = fileURLToPath(new URL("../README.md", import.meta.url))

/** The tests of the README, as they stand. */
const tests = codeOf(readFileSync(readme, "utf8")).flatMap(({ language }, number) =>
  language === "ts" ? [number] : []
)

describe("the README's tests", async () => {
  for (const number of tests) await import(`${readme}?code=${number}`)
})
