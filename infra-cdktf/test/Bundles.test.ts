import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { readBundles } from "../Bundles.ts"
import { functionNames } from "../settings/Schema.ts"
import { newFolder } from "../evaluate/Folders.ts"

const entry = { zip: "api-0000.zip", sha256: "h+unbn8xZFNARbqSLndw+1i70UrXMrv1um8RzFaYnm4=", handler: "index.handler" }

const everything = Object.fromEntries(functionNames.map((name) => [name, entry]))

const read = (manifest: unknown) => {
  const folder = newFolder()
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest))
  return readBundles(folder)
}

describe("readBundles", () => {
  it("finds the zip of each function, and the release", () => {
    const { functions, release } = read({ release: "0.1.0+1a2b3c4d", functions: everything })
    expect(release).toBe("0.1.0+1a2b3c4d")
    expect(Object.keys(functions)).toEqual([...functionNames])
    expect(functions.api).toMatchObject({ path: expect.stringMatching(/\/api-0000\.zip$/), sha256: entry.sha256 })
  })

  it("says what to run where there are none", () => {
    expect(() => readBundles("/nowhere")).toThrow("npm run build")
  })

  it("says what to run where they are of an older build", () => {
    expect(() => read({ functions: everything })).toThrow("npm run build")
  })

  it.for(["api", "page"] as const)("names a function that is missing, or of which something is: %s", (name) => {
    const { [name]: _, ...others } = everything
    expect(() => read({ release: "0.1.0", functions: others })).toThrow(`"${name}"`)
    expect(() => read({ release: "0.1.0", functions: { ...others, [name]: { ...entry, sha256: undefined } } })).toThrow(
      `"${name}"`
    )
  })
})
