/**
 * Checks the flow over the given number of scenarios, 100,000 in `npm run test:flow:long`; or replays the one scenario whose token a failed
 * check printed after `Replay:` (`npm run test:flow:replay -- TOKEN`).
 */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const [runs = "100000", replay] = process.argv.slice(2)
const isReplay = runs === "replay"
if (isReplay && replay === undefined) {
  console.error("npm run test:flow:replay -- TOKEN, with the token that the failed check printed after Replay:")
  process.exit(2)
}
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url))
const { status } = spawnSync(process.execPath, [vitest, "run", "--project", "flow-check", "CheckFlow"], {
  env: { ...process.env, ...(isReplay ? { FLOW_REPLAY: replay } : { FLOW_RUNS: runs }) },
  stdio: "inherit"
})
process.exit(status ?? 1)
