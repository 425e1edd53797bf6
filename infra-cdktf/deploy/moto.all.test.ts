import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { run } from "./Command.ts"
import { credentials, freePort } from "./Emulator.ts"
import {
  cacheFolder,
  infraFolder,
  installPythonModules,
  terraformEnvironment,
  terraformProgram,
  withPath
} from "./Tools.ts"

/** https://pypi.org/project/moto/ */
const version = "5.2.5"

/**
 * What moto does not keep, so that Terraform would wait for it for good: which queues may redrive, and composite alarms. It serves no
 * CloudFront policies either, so that the page is left out.
 */
const unknown = ["aws_sqs_queue_redrive_allow_policy", "aws_cloudwatch_composite_alarm"]

/** What moto reads back wrongly: the queue's redrive policy is the same JSON with other spaces. */
const knownDrift = new Set([
  "aws_sqs_queue",
  "aws_lambda_event_source_mapping",
  "aws_lambda_function",
  "aws_lambda_alias"
])

let moto: ChildProcess
let folder: string
let env: NodeJS.ProcessEnv

interface Plan {
  readonly resource_changes: ReadonlyArray<{
    readonly type: string
    readonly address: string
    readonly change: { readonly actions: ReadonlyArray<string> }
  }>
}

const terraform = async (...args: ReadonlyArray<string>): Promise<string> =>
  (await run(terraformProgram(), args, { cwd: join(folder, "stacks/glissade-dev"), env, expected: [0, 2] })).stdout

beforeAll(async () => {
  const modules = await installPythonModules("moto", [`moto[server]==${version}`])
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  moto = spawn(join(modules, "bin/moto_server"), ["-H", "127.0.0.1", "-p", String(port)], {
    env: { ...process.env, MOTO_IAM_LOAD_MANAGED_POLICIES: "true" },
    stdio: "ignore"
  })
  for (let tries = 0; tries < 100; tries++) {
    if (
      await fetch(`${url}/moto-api/`).then(
        ({ ok }) => ok,
        () => false
      )
    )
      break
    await sleep(200)
  }
  mkdirSync(cacheFolder, { recursive: true })
  folder = mkdtempSync(join(cacheFolder, "moto-"))
  const service = {
    web: false,
    result_store: true,
    jwt_issuer: "https://login.example.org",
    jwt_audience: "glissade",
    alarm_email: "ops@example.org"
  }
  writeFileSync(join(folder, "dev.json"), JSON.stringify({ deployment: { region: "us-east-1" }, service }))
  const { AWS_ENDPOINT_URL: _, ...others } = process.env
  await run("node", ["main.ts"], {
    cwd: infraFolder,
    env: withPath({ ...others, GLISSADE_ENVIRONMENTS_FOLDER: folder, CDKTF_OUTDIR: folder })
  })
  const path = join(folder, "stacks/glissade-dev/cdk.tf.json")
  const stack = JSON.parse(readFileSync(path, "utf8")) as {
    readonly resource: Record<string, unknown>
    readonly output: Record<string, { readonly value: unknown }>
  }
  for (const type of unknown) delete stack.resource[type]
  const isGone = ({ value }: { readonly value: unknown }) => unknown.some((type) => String(value).includes(type))
  for (const [name, output] of Object.entries(stack.output)) if (isGone(output)) delete stack.output[name]
  writeFileSync(path, JSON.stringify(stack))
  env = { ...process.env, ...terraformEnvironment(), ...credentials, AWS_ENDPOINT_URL: url }
})

afterAll(() => {
  moto?.kill("SIGKILL")
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true })
})

describe("moto, a second emulator that runs no function,", () => {
  it("takes the stack, and reads back all but what it is known not to", { timeout: 400_000 }, async () => {
    await terraform("init", "-input=false")
    await terraform("apply", "-auto-approve", "-input=false")
    await terraform("plan", "-input=false", "-detailed-exitcode", "-out=second.tfplan")
    const { resource_changes } = JSON.parse(await terraform("show", "-json", "second.tfplan")) as Plan
    const changed = resource_changes.filter(({ change }) => !["no-op", "read"].includes(change.actions.join()))
    expect(changed.filter(({ type }) => !knownDrift.has(type)).map(({ address }) => address)).toEqual([])
    expect(resource_changes.filter(({ type }) => type === "aws_cloudwatch_metric_alarm").length).toBeGreaterThan(15)
  })
})
