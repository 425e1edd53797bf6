/** Makes the Terraform module from the built bundles: a folder and a zip in `dist/module`, for `npm run release:module`. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { zipSync } from "fflate"
import { readBundles } from "../Bundles.ts"
import { readCaller } from "../settings/Caller.ts"
import { moduleReadme } from "./Readme.ts"
import { synthesizeModule } from "./Synthesize.ts"

const repository = join(import.meta.dirname, "../..")
const out = join(repository, "dist/module")
const folder = join(out, "glissade")

const bundles = readBundles(readCaller(process.env).lambdaFolder)
const synthesized = mkdtempSync(join(tmpdir(), "glissade-module-"))
rmSync(out, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const stack = synthesizeModule(bundles, synthesized)
cpSync(join(stack, "assets"), join(folder, "assets"), { recursive: true })
writeFileSync(
  join(folder, "main.tf.json"),
  `${JSON.stringify(withoutMetadata(readJson(join(stack, "cdk.tf.json"))), null, 2)}\n`
)
writeFileSync(join(folder, "README.md"), moduleReadme(bundles.release))
cpSync(join(repository, "LICENSE"), join(folder, "LICENSE"))
cpSync(join(repository, "THIRD-PARTY-NOTICES.md"), join(folder, "THIRD-PARTY-NOTICES.md"))
cpSync(join(import.meta.dirname, "examples"), join(folder, "examples"), { recursive: true })
rmSync(synthesized, { recursive: true })

// Real times in a zip would change its hash with each build, so all are the earliest that a zip can store.
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .toSorted()
const zip = join(out, `glissade-module-${bundles.release}.zip`)
writeFileSync(
  zip,
  zipSync(Object.fromEntries(files.map((file) => [relative(out, file), [readFileSync(file), { mtime: "1980-01-01" }]])))
)
process.stdout.write(`${relative(process.cwd(), folder)}\n${relative(process.cwd(), zip)}\n`)

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"))
}

/** cdktf's notes about its constructs, which nobody needs who applies the module. */
function withoutMetadata(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMetadata)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (name === "//" ? [] : [[name, withoutMetadata(one)]]))
  )
}
