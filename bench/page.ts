/** Measures the page in a real browser on a slow device and network, and writes the section of `results.md`. */
import { chromium } from "playwright-core"
import { launchOptions } from "../packages/test-kit/src/Browser.ts"
import { editorWith, gzipped, languages, shell, styles } from "../web/test/Chunks.ts"
import { quantiles } from "./Measure.ts"
import { bareConnections, bareLoad, bareReactions, load, recoveries, runs } from "./PageTimes.ts"
import { machine, report, table } from "./Report.ts"
import { ServerProcess } from "../packages/test-kit/src/ServerProcess.ts"

const loads = 7
const clicks = 30

const ms = (value: number) => `${value.toFixed(value < 100 ? 1 : 0)} ms`
const ratio = (value: number, base: number) => `${(value / base).toFixed(2)} ×`

const several = async <A>(count: number, action: () => Promise<A>): Promise<ReadonlyArray<A>> => {
  const values: Array<A> = []
  for (let index = 0; index < count; index++) values.push(await action())
  return values
}

const server = await ServerProcess.start(8796)
const browser = await chromium.launch(launchOptions)
const { url } = server

// Warm-up: the first load waits until the server has read its files.
await load(browser, url)
// Alternating, so that both see the same conditions of the machine.
const loaded = await several(loads, async () => ({ bare: await bareLoad(browser, url), ...(await load(browser, url)) }))
const bare = quantiles(loaded.map((times) => times.bare))
const usable = quantiles(loaded.map((times) => times.usable))
const editor = quantiles(loaded.map((times) => times.editor))
const button = quantiles(await bareReactions(browser, clicks))
const run = await runs(browser, url, clicks)
const reaction = quantiles(run.reactions)
const painted = quantiles(run.painted)
const connection = quantiles(await bareConnections(browser, url, clicks))
const recovery = quantiles(await recoveries(browser, url, 10))
const version = browser.version()

await browser.close()
await server.stop()

const kilobytes = (names: Iterable<string>) => `${(gzipped(names) / 1024).toFixed(1)} KB`
const sizes = [
  ["script to type and run", kilobytes(shell), "20 KB"],
  ["style", kilobytes(styles), "6 KB"],
  ...languages.map((language) => [
    `full editor with ${language.toLowerCase()}, later`,
    kilobytes(editorWith(language)),
    "140 KB"
  ])
]

report(
  "page",
  `
## The page

${machine()}, Chromium ${version}.
The processor at a quarter and a network of 1.6 Mbit/s with 150 ms (CDP), but for the last row.
Budgets: can type and run 1.5 s, editor 3 s, reaction 100 ms, painting 50 ms, live again 1.5 s.

| what a person waits for | p50 as a ratio | p95 as a ratio | to | p50 | p95 |
| --- | --- | --- | --- | --- | --- |
| can type and run | ${ratio(usable.p50, bare.p50)} | ${ratio(usable.p95, bare.p50)} | a file of 3 bytes, ${ms(bare.p50)} | ${ms(usable.p50)} | ${ms(usable.p95)} |
| full editor | ${ratio(editor.p50, bare.p50)} | ${ratio(editor.p95, bare.p50)} | the same | ${ms(editor.p50)} | ${ms(editor.p95)} |
| click on Run to its visible reaction | ${ratio(reaction.p50, button.p50)} | ${ratio(reaction.p95, button.p50)} | a bare button, ${ms(button.p50)} | ${ms(reaction.p50)} | ${ms(reaction.p95)} |
| arrival of the result to its painting | ${ratio(painted.p50, button.p50)} | ${ratio(painted.p95, button.p50)} | the same | ${ms(painted.p50)} | ${ms(painted.p95)} |
| back on line to live again, not slowed | ${ratio(recovery.p50, connection.p50)} | ${ratio(recovery.p95, connection.p50)} | a bare WebSocket, ${ms(connection.p50)} | ${ms(recovery.p50)} | ${ms(recovery.p95)} |

${table(["what a person loads", "gzipped", "budget"], sizes)}
`
)
process.exit(0)
