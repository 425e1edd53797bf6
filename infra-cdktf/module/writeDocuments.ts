/** Writes the parts of `docs/deploy.md` that are made from the schema: `node module/writeDocuments.ts` in infra-cdktf. */
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { withGeneratedParts } from "./Documents.ts"

const path = join(import.meta.dirname, "../../docs/deploy.md")
writeFileSync(path, withGeneratedParts(readFileSync(path, "utf8")))
