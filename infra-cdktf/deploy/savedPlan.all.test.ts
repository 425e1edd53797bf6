import { spawn } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { credentials, Emulator, region } from "./Emulator.ts"
import {
  cacheFolder,
  infraFolder,
  installPythonModules,
  terraformEnvironment,
  terraformProgram,
  withPath
} from "./Tools.ts"

/** https://pypi.org/project/awscli/ */
const awsVersion = "1.45.11"

let emulator: Emulator
let folder: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  emulator = await Emulator.start()
  const aws = await installPythonModules("awscli", [`awscli==${awsVersion}`])
  mkdirSync(cacheFolder, { recursive: true })
  folder = mkdtempSync(join(cacheFolder, "plan-"))
  env = withPath({
    PATH: [join(aws, "bin"), process.env["PATH"]].join(delimiter),
    HOME: folder,
    CI: "1",
    TERRAFORM_BINARY_NAME: terraformProgram(),
    ...terraformEnvironment(),
    ...credentials,
    AWS_ENDPOINT_URL: emulator.url,
    GLISSADE_ENVIRONMENTS_FOLDER: folder,
    GITHUB_OUTPUT: join(folder, "outputs"),
    GITHUB_STEP_SUMMARY: join(folder, "summary")
  })
  await states("PUT")
  await states("PUT", "?versioning", "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
})

afterAll(() => {
  emulator.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Asks the bucket of states. */
const states = async (method: string, query = "", body?: string): Promise<string> => {
  const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/s3/aws4_request, SignedHeaders=host, Signature=0`
  const response = await fetch(`${emulator.url}/states${query}`, {
    method,
    headers: { authorization },
    ...(body === undefined ? {} : { body })
  })
  return response.text()
}

const write = (service: object): void => {
  const deployment = { region, account: "000000000000", state: { bucket: "states" } }
  writeFileSync(join(folder, "dev.json"), JSON.stringify({ deployment, service: { web: false, ...service } }))
}

interface Ended {
  readonly code: number | null
  readonly output: string
}

/** Runs the program as the jobs do, each of which has its own folder. */
const plan = (job: string, ...args: ReadonlyArray<string>): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const output = ["make", "apply"].includes(args[0]!) ? ["--output", join(folder, job)] : []
    const child = spawn("node", ["operate/plan.ts", "dev", ...args, ...output], {
      cwd: infraFolder,
      env,
      stdio: ["ignore", "pipe", "pipe"]
    })
    let text = ""
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (more: string) => (text += more))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, output: text }))
  })

/** The newest value of an output of a step. */
const output = (name: string): string => {
  const written = readFileSync(join(folder, "outputs"), "utf8")
  return [...written.matchAll(new RegExp(`^${name}<<(\\S+)\\n([^]*?)\\n\\1$`, "gm"))].at(-1)![2]!
}

const shown = () => join(folder, "shown.tfplan")
const fetched = () => join(folder, "fetched.tfplan")

describe("a plan that waits for an approval", { timeout: 600_000 }, () => {
  it("is made, kept, fetched and applied as it was shown, and is gone afterwards", async () => {
    write({})
    const made = await plan("first", "make", shown(), "--github")
    expect(made).toMatchObject({ code: 0 })
    expect(made.output).toMatch(/^Plan: \d+ to add, 0 to change, 0 to destroy\.$/m)
    expect(output("changed")).toBe("true")
    expect(output("comment")).toMatch(/^\*\*dev: Plan: \d+ to add/)
    expect(readFileSync(join(folder, "summary"), "utf8")).toContain("aws_sqs_queue.messaging_executions")
    const changes = JSON.parse(output("changes")) as ReadonlyArray<object>
    expect(changes).toContainEqual({ address: expect.stringMatching(/^aws_sqs_queue\./), actions: ["create"] })

    expect(await plan("first", "keep", shown(), "123-1", "--github")).toMatchObject({ code: 0 })
    const sha256 = output("sha256")
    expect(sha256).toMatch(/^[0-9a-f]{64}$/)
    expect(await states("GET", "?list-type=2")).toContain("<Key>plans/dev/123-1.tfplan</Key>")

    const other = await plan("second", "fetch", fetched(), "123-1", sha256.replaceAll(/[0-9]/g, "0"))
    expect(other).toMatchObject({ code: 1, output: expect.stringContaining("is not the plan that was shown") })
    expect(await plan("second", "fetch", fetched(), "123-1", sha256)).toEqual({ code: 0, output: "" })
    const applied = await plan("second", "apply", fetched())
    expect(applied).toMatchObject({ code: 0 })
    expect(applied.output).toMatch(/Apply complete! Resources: \d+ added/)

    expect(await plan("second", "forget", "123-1")).toMatchObject({ code: 0 })
    expect(await states("GET", "?versions&prefix=plans")).not.toContain("plans/dev/123-1.tfplan<")
    expect(await plan("second", "fetch", fetched(), "123-1", sha256)).toMatchObject({ code: 1 })
  })

  it("is refused by Terraform once it is older than the state", async () => {
    write({ log_retention_days: 14 })
    expect(await plan("first", "make", shown())).toMatchObject({ code: 0 })
    expect(await plan("second", "make", fetched())).toMatchObject({ code: 0 })
    expect(await plan("second", "apply", fetched())).toMatchObject({ code: 0 })
    const stale = await plan("first", "apply", shown())
    expect(stale).toMatchObject({ code: 1, output: expect.stringContaining("Saved plan is stale") })
  })

  it("is none without a state bucket", async () => {
    const deployment = { region }
    writeFileSync(join(folder, "dev.json"), JSON.stringify({ deployment, service: {} }))
    const kept = await plan("first", "keep", shown(), "123-2")
    expect(kept).toEqual({
      code: 1,
      output: expect.stringMatching(/^The file of dev names no state bucket \(deployment\.state\.bucket\): .*\n$/)
    })
  })
})
