import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { run } from "../deploy/Command.ts"
import { terraformEnvironment, terraformProgram } from "../deploy/Tools.ts"
import { newFolder } from "../evaluate/Folders.ts"
import { full } from "../evaluate/Sets.ts"
import { changed, synthesizeFolder, synthesizeModule } from "../evaluate/Synthesized.ts"

let env: NodeJS.ProcessEnv

beforeAll(() => {
  env = { ...process.env, ...terraformEnvironment() }
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

const clean = { valid: true, diagnostics: [] }

describe.concurrent("terraform validate", () => {
  it.for([
    ["nothing set", "dev", {}],
    [
      "everything set",
      "prod",
      {
        deployment: {
          account: "123456789012",
          assume_role_arn: "arn:aws:iam::123456789012:role/deployer",
          state: {
            bucket: "states",
            region: "eu-central-1",
            key_prefix: "teams/glissade",
            kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/0000",
            role_arn: "arn:aws:iam::123456789012:role/state"
          }
        },
        service: Object.fromEntries(Object.entries(full).filter(([name]) => name !== "environment"))
      }
    ]
  ] as const)("has nothing to say of an environment with %s", async ([, name, content]) => {
    expect(await validate(synthesizeFolder(name, content))).toMatchObject(clean)
  })

  it("has nothing to say of the module, used several times and only under a condition", async () => {
    const folder = newFolder()
    const use = { source: synthesizeModule(), providers: { aws: "aws", "aws.us_east_1": "aws.us_east_1" } }
    const configuration = {
      provider: { aws: [{ region: "eu-west-1" }, { alias: "us_east_1", region: "us-east-1" }] },
      module: {
        each: { ...use, for_each: '${toset(["dev", "staging"])}', environment: "${each.key}" },
        maybe: { ...use, count: "${1 - 1}", environment: "other", depends_on: ["module.each"] }
      },
      output: { url: { value: '${module.each["dev"].web_url}' } }
    }
    writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration))
    expect(await validate(folder)).toMatchObject(clean)
  })

  it("refuses Node 24 with this provider, which is why Runtime.ts does not choose it", async () => {
    const { diagnostics, valid } = await validate(
      changed(synthesizeFolder("dev"), (json) => json.replaceAll("nodejs22.x", "nodejs24.x"))
    )
    expect(valid).toBe(false)
    expect(diagnostics.map(({ summary }) => summary).join()).toContain("expected runtime to be one of")
  })
})
