import { assert, describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pageClient, realAudience, RealProvider } from "@glissade/test-kit/OidcProvider"
import { ServerProcess } from "@glissade/test-kit/ServerProcess"
import { run } from "../../../../infra-cdktf/deploy/Command.ts"
import { installPythonModules } from "../../../../infra-cdktf/deploy/Tools.ts"
import { leftOut } from "./PythonTool.ts"

/** https://github.com/schemathesis/schemathesis */
const requirements = ["schemathesis==4.32.5"]

const missing = leftOut("schemathesis", requirements)

/** How long the whole run may take, in seconds; most of it is sequences of requests. */
const seconds = 120

/** So that requests are refused for what is in them, not for how many there are. */
const unlimited = {
  RUNS_PER_MINUTE: "1000000",
  RUNS_PER_DAY: "1000000",
  RUNS_AT_ONCE: "1000000",
  PROCESSOR_SECONDS_PER_DAY: "1000000000"
}

interface Report {
  readonly operations: { readonly total: number; readonly tested: number }
  readonly test_cases: { readonly generated: number }
  readonly failures: ReadonlyArray<{
    readonly code: string
    readonly title: string
    readonly operations: ReadonlyArray<string>
  }>
  readonly errors: ReadonlyArray<unknown>
}

/** A line is enough to find a failure by; bodies can be a megabyte long. */
const shorten = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.length > 500 ? `${line.slice(0, 500)}...` : line))
    .join("\n")

describe(`the API as it describes itself, by schemathesis${missing === undefined ? "" : ` (${missing})`}`, () => {
  it.skipIf(missing !== undefined)(
    "keeps its word in every check",
    async () => {
      const environment = await installPythonModules("schemathesis", requirements)
      const folder = mkdtempSync(join(tmpdir(), "glissade-schemathesis-"))
      // As root, the server's PostgreSQL runs as another user, who must get to its data.
      chmodSync(folder, 0o711)
      const scope = Effect.runSync(Scope.make())
      const provider = await Effect.runPromise(
        Layer.buildWithScope(RealProvider.layer(), scope).pipe(
          Effect.map((context) => Context.get(context, RealProvider))
        )
      )
      const server = await ServerProcess.start(0, {
        DATA_DIR: join(folder, "data"),
        AUTH: "oidc",
        OIDC_ISSUER: provider.issuer,
        OIDC_AUDIENCE: realAudience,
        OIDC_CLIENT_ID: pageClient,
        ADMINISTRATORS: "operator",
        ...unlimited
      })
      try {
        const token = await provider.signIn("operator")
        const report = join(folder, "report.json")
        const { stdout } = await run(
          join(environment, "bin", "schemathesis"),
          [
            "--config-file",
            join(import.meta.dirname, "schemathesis.toml"),
            "run",
            `${server.url}/openapi.json`,
            `--header=Authorization: Bearer ${token}`,
            "--checks=all",
            "--phases=coverage,fuzzing,stateful",
            `--max-time=${seconds}`,
            "--no-color",
            "--report=json",
            `--report-json-path=${report}`
          ],
          { cwd: folder, env: { ...process.env, PYTHONPATH: import.meta.dirname }, expected: [0, 1] }
        )
        const { errors, failures, operations, test_cases } = JSON.parse(readFileSync(report, "utf8")) as Report
        const told = failures.map(({ code, operations, title }) => `${code} ${title}: ${operations.join(", ")}`)
        assert.deepStrictEqual({ told, errors }, { told: [], errors: [] }, shorten(stdout).slice(0, 20_000))
        assert.strictEqual(operations.tested, operations.total)
        // Within its time a busy machine gets to a part of them.
        assert.isAbove(test_cases.generated, 300)
      } finally {
        await server.stop()
        await Effect.runPromise(Scope.close(scope, Exit.void))
        rmSync(folder, { recursive: true, force: true })
      }
    },
    (seconds + 180) * 1_000
  )
})
