import { existsSync } from "node:fs"
import { beforeAll, describe, expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { terraformEnvironment, terraformProgram } from "../deploy/Tools.ts"
import { changed, synthesizeFolder } from "./Synthesized.ts"

const region = { AWS_REGION: "eu-west-1" }

let env: NodeJS.ProcessEnv

beforeAll(() => {
  env = { ...process.env, ...terraformEnvironment(), ...region }
})

const terraform = async (folder: string, ...args: ReadonlyArray<string>) => {
  const { stdout } = await run(terraformProgram(), args, { cwd: folder, env, expected: [0, 1] })
  return stdout
}

const validate = async (folder: string) => {
  if (!existsSync(`${folder}/.terraform`)) await terraform(folder, "init", "-backend=false", "-input=false")
  return JSON.parse(await terraform(folder, "validate", "-json")) as {
    readonly valid: boolean
    readonly diagnostics: ReadonlyArray<{ readonly severity: string; readonly summary: string }>
  }
}

describe("terraform validate", () => {
  it.for([
    ["nothing set", {}],
    [
      "everything set",
      {
        GLISSADE_ENVIRONMENT: "prod",
        GLISSADE_JWT_ISSUER: "https://login.example.org",
        GLISSADE_JWT_AUDIENCE: "glissade",
        GLISSADE_XRAY: "on",
        GLISSADE_RESULT_STORE: "on",
        GLISSADE_OTLP_ENDPOINT: "https://collector.example.org",
        GLISSADE_CORS_ORIGINS: "https://example.org",
        GLISSADE_ALARM_EMAIL: "ops@example.org",
        GLISSADE_STATE_BUCKET: "states",
        GLISSADE_STATE_REGION: "eu-west-1"
      }
    ]
  ] as const)("has nothing to say with %s", async ([, variables]) => {
    expect(await validate(synthesizeFolder(variables))).toMatchObject({ valid: true, diagnostics: [] })
  })

  it("refuses Node 24 with this provider, which is why Runtime.ts does not choose it", async () => {
    const folder = synthesizeFolder()
    const { diagnostics, valid } = await validate(
      changed(folder, (json) => json.replaceAll("nodejs22.x", "nodejs24.x"))
    )
    expect(valid).toBe(false)
    expect(diagnostics.map(({ summary }) => summary).join()).toContain("expected runtime to be one of")
  })
})
