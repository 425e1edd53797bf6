/**
 * Writes the names that the page's editor completes, as the interpreters have them. Run it when an engine has a new version:
 * `node --conditions=@glissade/source scripts/list-names.ts`.
 */
import { writeFileSync } from "node:fs"
import { nameLists, toNames } from "./names/NameLists.ts"
import { ServerProcess } from "../packages/test-kit/src/ServerProcess.ts"

const server = await ServerProcess.start(0)
try {
  for (const { code, file, language } of nameLists) {
    const response = await fetch(`${server.url}/execute`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ language, code, limits: { timeout_ms: 20_000 } })
    })
    const result = (await response.json()) as { readonly stdout: string; readonly status?: unknown }
    if (result.status !== "success") throw new Error(`${language}: ${JSON.stringify(result)}`)
    writeFileSync(file, `${JSON.stringify(toNames(result.stdout), undefined, 2)}\n`)
  }
} finally {
  await server.stop()
}
