/** Makes the Terraform module from the built bundles: a folder and a zip in `dist/module`, for `npm run release:module`. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, relative } from "node:path"
import { zipFolder } from "../../scripts/FixedZip.ts"
import { readBundles } from "../Bundles.ts"
import { synthesize } from "../Synthesize.ts"
import { readCaller } from "../settings/Caller.ts"
import { moduleReadme } from "./Readme.ts"

const repository = join(import.meta.dirname, "../..")
const out = join(repository, "dist/module")
const folder = join(out, "glissade")

/** Without cdktf's notes about its constructs, which nobody needs who applies the module. */
const withoutMetadata = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutMetadata)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => (name === "//" ? [] : [[name, withoutMetadata(one)]]))
  )
}

const bundles = readBundles(readCaller(process.env).lambdaFolder)
const synthesized = mkdtempSync(join(tmpdir(), "glissade-module-"))
rmSync(out, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const stack = synthesize({ environment: undefined, bundles }, synthesized)
cpSync(join(stack, "assets"), join(folder, "assets"), { recursive: true })
const json: unknown = JSON.parse(readFileSync(join(stack, "cdk.tf.json"), "utf8"))
writeFileSync(join(folder, "main.tf.json"), `${JSON.stringify(withoutMetadata(json), null, 2)}\n`)
writeFileSync(join(folder, "README.md"), moduleReadme(bundles.release))
for (const name of ["LICENSE", "THIRD-PARTY-NOTICES.md"]) cpSync(join(repository, name), join(folder, name))
cpSync(join(import.meta.dirname, "examples"), join(folder, "examples"), { recursive: true })
rmSync(synthesized, { recursive: true })

const zip = join(out, `glissade-module-${bundles.release}.zip`)
writeFileSync(zip, zipFolder(folder, out))
process.stdout.write(`${relative(process.cwd(), folder)}\n${relative(process.cwd(), zip)}\n`)
