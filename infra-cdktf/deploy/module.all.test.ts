import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { run } from "./Command.ts"
import { credentials, Emulator } from "./Emulator.ts"
import { cacheFolder, infraFolder, terraformEnvironment, terraformProgram, withPath } from "./Tools.ts"

let emulator: Emulator
let folder: string
let env: NodeJS.ProcessEnv

const terraform = async (cwd: string, ...args: ReadonlyArray<string>): Promise<string> =>
  (await run(terraformProgram(), args, { cwd, env })).stdout

beforeAll(async () => {
  emulator = await Emulator.start()
  await run("node", ["module/main.ts"], { cwd: infraFolder, env: withPath(process.env) })
  mkdirSync(cacheFolder, { recursive: true })
  folder = mkdtempSync(join(cacheFolder, "module-"))
  cpSync(join(infraFolder, "../dist/module/glissade"), folder, { recursive: true })
  env = { ...process.env, ...terraformEnvironment(), ...credentials, AWS_ENDPOINT_URL: emulator.url }
})

afterAll(() => {
  emulator?.stop()
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

describe("the examples of the module", () => {
  it.for(["basic", "several", "complete"])("%s is valid and formatted", { timeout: 120_000 }, async (name) => {
    const cwd = join(folder, "examples", name)
    await terraform(cwd, "init", "-input=false")
    expect(JSON.parse(await terraform(cwd, "validate", "-json"))).toMatchObject({ valid: true, diagnostics: [] })
    await terraform(cwd, "fmt", "-check", "-diff")
  })
})

describe("the module in a shop's own Terraform", () => {
  const several = () => join(folder, "examples/several")
  const variables = () => ["-var", "region=us-east-1", "-var", `endpoint_url=${emulator.url}`]

  it("is applied twice by for_each, and both run programs", { timeout: 400_000 }, async () => {
    await terraform(several(), "apply", "-auto-approve", "-input=false", ...variables())
    const { endpoints } = JSON.parse(await terraform(several(), "output", "-json")) as {
      readonly endpoints: { readonly value: Readonly<Record<string, string>> }
    }
    expect(Object.keys(endpoints.value)).toEqual(["classroom", "review"])
    for (const endpoint of Object.values(endpoints.value)) {
      const response = await fetch(`${endpoint}/execute`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ language: "javascript", code: "console.log(6 * 7)" })
      })
      expect(await response.json()).toMatchObject({ status: "success", stdout: "42\n" })
    }
  })

  it("has the shop's default tags on its resources", async () => {
    const state = await terraform(several(), "show", "-json")
    expect(state.match(/"CostCentre":"4711"/g)?.length).toBeGreaterThan(50)
  })

  it("is destroyed with all that it made", { timeout: 300_000 }, async () => {
    await terraform(several(), "destroy", "-auto-approve", "-input=false", ...variables())
    const left = await Promise.all([
      emulator.get("/v2/apis", "apigateway"),
      emulator.get("/2015-03-31/functions/", "lambda"),
      emulator.call("AmazonSQS.ListQueues", {}).then((answer) => JSON.stringify(answer)),
      emulator.query("iam", { Action: "ListRoles" })
    ])
    for (const answer of left) expect(answer).not.toContain("code-")
  })
})
