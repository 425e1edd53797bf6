import { Client } from "@glissade/client/Client"

const client = new Client({ apiUrl: process.env["GLISSADE"] ?? "http://127.0.0.1:8787" })
const execution = client.execute({ language: "python", code: "for n in range(3): print(n)" })

for await (const event of execution) {
  if (event.type === "output") process.stdout.write(event.data)
}

const outcome = await execution.outcome
if (outcome.type === "result") {
  process.stdout.write(`${outcome.result.status} over ${outcome.route}\n`)
  process.exitCode = outcome.result.exitCode ?? 1
} else {
  process.stderr.write(`${outcome.type === "failure" ? outcome.failure.code : outcome.type}\n`)
  process.exitCode = 1
}
client.close()
