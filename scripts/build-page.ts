/** Builds the page and the snippet, unless the output is newer than all its inputs. */
import { isFresh } from "./Freshness.ts"
import { spawnSync } from "node:child_process"
import { readdirSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
const engines = readdirSync(join(root, "packages/engines"))
const built = join(root, "web/dist/index.html")
const sources = [
  "web/src",
  "web/public",
  "web/index.html",
  "web/serviceWorker.js",
  "web/vite.config.ts",
  "web/package.json",
  "packages/client/src",
  "packages/protocol/src/FileNameFault.ts",
  "packages/snippet/src",
  "packages/sandbox/src/registry/DefaultEngines.ts",
  "web/languages.ts",
  ...engines.flatMap((name) => [`packages/engines/${name}/manifest.json`, `packages/engines/${name}/examples`])
].map((source) => join(root, source))

if (!isFresh(built, sources)) {
  const vite = join(root, "node_modules/vite/bin/vite.js")
  const { status } = spawnSync(process.execPath, [vite, "build", "--logLevel", "warn"], {
    cwd: join(root, "web"),
    stdio: "inherit"
  })
  if (status !== 0) process.exit(status ?? 1)
  console.log("The page is built.")
}
