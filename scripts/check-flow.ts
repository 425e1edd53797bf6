/** Checks the flow over as many scenarios as the argument says: `npm run test:flow:long` takes 100,000. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url))
const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "testing", "CheckFlow"], {
  env: { ...process.env, FLOW_RUNS: process.argv[2] ?? "100000" },
  stdio: "inherit"
})
process.exit(status ?? 1)
