/** Measures the cold start of the bundled functions, from a fresh process to its first response. */
import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync } from "node:fs"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import type { Module } from "../scripts/lambda-modules.ts"
import type { Times } from "./Measure.ts"
import { repeat, runProcess } from "./Measure.ts"
import { machine, report, table } from "./Report.ts"

const folder = fileURLToPath(new URL("../dist/lambda/", import.meta.url))
const cold = fileURLToPath(new URL("ColdStart.mjs", import.meta.url))
if (!existsSync(`${folder}manifest.json`)) {
  execFileSync("npm", ["run", "build"], { cwd: fileURLToPath(new URL("..", import.meta.url)), stdio: "inherit" })
}

// Stands in for SQS and API Gateway, so that only the function is measured. The SDK checks the MD5 of what it sent.
const aws = createServer((request, response) => {
  let text = ""
  request.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk
  })
  request.on("end", () => {
    const { MessageBody } = request.headers["x-amz-target"] === "AmazonSQS.SendMessage" ? JSON.parse(text) : {}
    const answer =
      MessageBody === undefined
        ? {}
        : { MessageId: "1", MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex") }
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer))
  })
}).listen(0, "127.0.0.1")
await new Promise((resolve) => aws.once("listening", resolve))
const address = aws.address()
const url = `http://127.0.0.1:${typeof address === "object" ? address!.port : 0}`

const nothing = await repeat(20, 3, () => runProcess(process.execPath, ["-e", "0"]))
const runs = 12
const rows: Array<ReadonlyArray<string>> = []
for (const [name, what] of [
  ["api", "first answer (GET /health)"],
  ["api-submit", "first 202 (POST /execute/async)"],
  ["websocket", "first pong"],
  ["execute", "first Python result"],
  ["worker", "first Python result pushed"]
] as const) {
  const times: Times = await repeat(runs, 2, () => runProcess(process.execPath, [cold, name, folder, url]))
  rows.push([
    `${name}: ${what}`,
    `${(times.p50 / nothing.p50).toFixed(1)} ×`,
    `${(times.p95 / nothing.p50).toFixed(1)} ×`,
    `${times.p50.toFixed(0)} ms`,
    `${(times.p50 - nothing.p50).toFixed(0)} ms`
  ])
}
aws.close()

const manifest = JSON.parse(readFileSync(`${folder}manifest.json`, "utf8")) as Record<
  string,
  { readonly modules: ReadonlyArray<Module> }
>
const kilobytes = (modules: ReadonlyArray<Module>): string =>
  `${(modules.reduce((total, { bytes }) => total + bytes, 0) / 1000).toFixed(0)} KB`
const sizes = Object.entries(manifest).map(([name, { modules }]) => [
  name,
  kilobytes(modules.filter(({ isSdk, isStatic }) => isStatic && !isSdk)),
  kilobytes(modules.filter(({ isSdk, isStatic }) => isStatic && isSdk)),
  kilobytes(modules.filter(({ isStatic }) => !isStatic))
])

report(
  "lambda cold start",
  `
## Cold start of the Lambda functions

${machine()}. A fresh process with the bundle each time, ${runs} runs; the base is \`node -e 0\`, p50 ${nothing.p50.toFixed(0)} ms. SQS and
API Gateway are a server on the same machine that answers at once.

${table(["from process start to", "p50 as a ratio", "p95 as a ratio", "p50", "p50 beyond node -e 0"], rows)}

${table(["function", "our code", "AWS's SDK", "loaded when needed"], sizes)}
`
)
process.exit(0)
