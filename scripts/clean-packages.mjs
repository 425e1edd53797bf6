// Removes the output of earlier builds from the packages: modules that no longer exist would be published with the rest.
import { readdirSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"

const packages = new URL("../packages/", import.meta.url)

for (const folder of [packages, new URL("engines/", packages)]) {
  for (const name of readdirSync(folder)) {
    rmSync(fileURLToPath(new URL(`${name}/dist`, folder)), { recursive: true, force: true })
    rmSync(fileURLToPath(new URL(`${name}/tsconfig.tsbuildinfo`, folder)), { force: true })
  }
}
