/** Builds the page, and the snippet beside it, unless what was built is newer than everything it is made of. */
import { isFresh } from "./Freshness.ts"
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("..", import.meta.url))
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
  "packages/snippet/src"
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
