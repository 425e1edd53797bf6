import { existsSync, mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { makeBundles } from "../deploy/Cdktn.ts"
import { run } from "../deploy/Command.ts"
import { infraFolder, readJson, withPath } from "../deploy/Tools.ts"
import { newFolder } from "../evaluate/Folders.ts"
import { inputs } from "../settings/Variables.ts"

/** Runs the stack's program for environments of these contents, as cdktf does. */
const synthesize = async (files: Readonly<Record<string, unknown>>, variables: NodeJS.ProcessEnv) => {
  const folder = newFolder()
  const environments = join(folder, "environments")
  mkdirSync(environments)
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(environments, `${name}.json`), JSON.stringify(content))
  }
  const { PATH } = process.env
  await run("node", ["main.ts"], {
    cwd: infraFolder,
    env: withPath({
      PATH,
      CDKTF_OUTDIR: join(folder, "out"),
      GLISSADE_ENVIRONMENTS_FOLDER: environments,
      GLISSADE_LAMBDA_FOLDER: makeBundles(join(folder, "lambda")),
      ...variables
    })
  })
  return join(folder, "out/stacks")
}

const deployment = { region: "eu-west-1" }

describe("the stack's program", () => {
  it("writes the environment's settings beside the JSON, where Terraform reads them by itself", async () => {
    const stacks = await synthesize(
      { team: { deployment, service: { name_prefix: "code", xray: true } } },
      { GLISSADE_ENVIRONMENT: "team", AWS_ENDPOINT_URL: "http://127.0.0.1:4566/" }
    )
    expect(existsSync(join(stacks, "code-team/cdk.tf.json"))).toBe(true)
    const values = readJson(join(stacks, "code-team/environment.auto.tfvars.json")) as object
    expect(values).toMatchObject({
      environment: "team",
      name_prefix: "code",
      xray: true,
      web: true,
      endpoint_url: "http://127.0.0.1:4566"
    })
    expect(Object.keys(values).toSorted()).toEqual(inputs.map(([name]) => name).toSorted())
  })

  it.for([
    ["an environment that cannot be used", { GLISSADE_ENVIRONMENT: "prod" }, "prod would be open to everybody"],
    ["an environment that there is not", { GLISSADE_ENVIRONMENT: "staging" }, "there is no environment"],
    ["a typing error", { GLISSADE_ENVIROMENT: "prod" }, "GLISSADE_ENVIROMENT is no variable of the stack"],
    ["bundles that are not built", { GLISSADE_ENVIRONMENT: "dev", GLISSADE_LAMBDA_FOLDER: "/nowhere" }, "npm run build"]
  ] as const)("ends, and writes nothing, with %s", async ([, variables, message]) => {
    const content = { deployment, service: {} }
    await expect(synthesize({ dev: content, prod: content }, variables)).rejects.toThrow(message)
  })
})
