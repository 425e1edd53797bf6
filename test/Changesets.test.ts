import { assert, describe, it } from "@effect/vitest"
import { readdirSync, readFileSync } from "node:fs"

const root = new URL("../", import.meta.url)
const text = (path: string) => readFileSync(new URL(path, root), "utf8")

interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
}

const manifests = ["packages", "packages/engines"]
  .flatMap((parent) => readdirSync(new URL(parent, root)).map((name) => `${parent}/${name}`))
  .filter((folder) => readdirSync(new URL(folder, root)).includes("package.json"))
  .map((folder): Manifest => JSON.parse(text(`${folder}/package.json`)))

const published = manifests.filter((manifest) => manifest.private !== true)

describe("what changes for users", () => {
  it("comes to one version of all packages, which are public", () => {
    const config = JSON.parse(text(".changeset/config.json"))
    assert.deepStrictEqual(config.fixed, [["@glissade/*"]])
    assert.deepStrictEqual(config.privatePackages, { version: false, tag: false })
    assert.strictEqual(config.access, "public")
    assert.strictEqual(new Set(published.map(({ version }) => version)).size, 1)
  })

  const changes = readdirSync(new URL(".changeset", root)).filter(
    (name) => name.endsWith(".md") && name !== "README.md"
  )

  it("is told of packages that are published, in words", () => {
    const names = published.map(({ name }) => name)
    for (const file of changes) {
      const [, packages, words] = /^---\n(.*?)^---\n(.*)$/ms.exec(text(`.changeset/${file}`)) ?? []
      assert.isAbove(words?.trim().length ?? 0, 0, file)
      const told = [...packages!.matchAll(/^"([^"]+)": (?:patch|minor|major)$/gm)].map(([, name]) => name!)
      assert.isAbove(told.length, 0, file)
      for (const name of told) assert.include(names, name, file)
    }
  })

  it("is published with provenance, by the release's workflow alone, where the repository says so", () => {
    const [, job] = text(".github/workflows/release.yml").split("\n  packages:\n")
    for (const line of [
      "if: vars.GLISSADE_PUBLISH == 'on'",
      "needs: test",
      "id-token: write",
      "run: npm run build:packages",
      "run: npx changeset publish",
      'NPM_CONFIG_PROVENANCE: "true"'
    ])
      assert.include(job, line)
  })
})
