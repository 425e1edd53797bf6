/** Bundles the program of the engines' processes for `npm start`, unless the bundle is newer than its sources. */
import { freshHostBundle, hostBundle } from "@glissade/sandbox/HostBundle"
import { fileURLToPath } from "node:url"

if (freshHostBundle() === undefined) {
  const { build } = await import("esbuild")
  await build({
    entryPoints: [fileURLToPath(new URL("../packages/sandbox/src/host/main.ts", import.meta.url))],
    outfile: hostBundle,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    conditions: ["@glissade/source"],
    logLevel: "error"
  })
}
