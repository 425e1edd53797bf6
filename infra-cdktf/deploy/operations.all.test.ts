import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { run } from "./Command.ts"
import type { Outputs } from "./Deployment.ts"
import { Deployment } from "./Deployment.ts"
import { Emulator } from "./Emulator.ts"
import { infraFolder } from "./Tools.ts"

/** Follows docs/operations.md from an upgrade to leaving, with the commands that stand there. */
let emulator: Emulator
let deployment: Deployment
let outputs: Outputs
let later: string

const laterRelease = "9.9.9+bbbbbbbb"

const npm = async (script: string, ...args: ReadonlyArray<string>): Promise<string> =>
  (await run("npm", ["run", "-s", script, "--", "dev", ...args], { cwd: infraFolder, env: deployment.env })).stdout

const liveAlias = async (name: string) =>
  JSON.parse(await emulator.get(`/2015-03-31/functions/glissade-dev-${name}/aliases/live`, "lambda")) as {
    readonly FunctionVersion: string
    readonly RoutingConfig?: { readonly AdditionalVersionWeights?: Readonly<Record<string, number>> }
  }

const answers = async (): Promise<unknown> => {
  const response = await fetch(`${outputs.http_endpoint}/execute`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ language: "javascript", code: "console.log(6 * 7)" })
  })
  return response.json()
}

beforeAll(async () => {
  emulator = await Emulator.start()
  deployment = new Deployment(emulator)
  outputs = await deployment.deploy()
  // The same code under the name of a later release.
  later = mkdtempSync(join(tmpdir(), "glissade-release-"))
  cpSync(join(infraFolder, "../dist/lambda"), later, { recursive: true })
  const path = join(later, "manifest.json")
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), release: laterRelease }))
})

afterAll(() => {
  emulator?.stop()
  deployment?.forget()
  if (later !== undefined) rmSync(later, { recursive: true, force: true })
})

describe("an upgrade", { timeout: 200_000 }, () => {
  it("publishes a version of each function under the release's name, and makes it live", async () => {
    expect((await deployment.deployFile(later)).release).toBe(laterRelease)
    const listed = await npm("releases", "list")
    for (const release of [outputs.release, laterRelease]) expect(listed).toContain(release)
    expect(JSON.parse(await npm("releases", "live"))).toEqual({
      api: "2",
      execute: "2",
      page: "2",
      websocket: "2",
      worker: "2"
    })
  })
})

describe("a rollback", { timeout: 200_000 }, () => {
  it("makes an earlier release live, in which programs run, and stays until it is ended", async () => {
    expect(await npm("rollback", outputs.release)).toContain("is changed")
    await deployment.deployFile()
    expect([(await liveAlias("api")).FunctionVersion, (await liveAlias("worker")).FunctionVersion]).toEqual(["1", "1"])
    expect(await answers()).toMatchObject({ stdout: "42\n" })
    await deployment.deployFile()
    expect((await liveAlias("api")).FunctionVersion).toBe("1")
  })

  it("says which releases there are where it is asked for another", async () => {
    const asked = npm("rollback", "1.2.3+00000000")
    await expect(asked).rejects.toThrow(laterRelease)
  })
})

describe("a gradual release", { timeout: 200_000 }, () => {
  it("gives the newest version a share, and then all of it", async () => {
    await npm("rollback", "live", "--weight", "0.25")
    await deployment.deployFile()
    expect(await liveAlias("worker")).toMatchObject({
      FunctionVersion: "1",
      RoutingConfig: { AdditionalVersionWeights: { "2": 0.25 } }
    })
    await npm("rollback", "newest")
    await deployment.deployFile()
    const alias = await liveAlias("worker")
    expect(alias.FunctionVersion).toBe("2")
    expect(alias.RoutingConfig?.AdditionalVersionWeights ?? {}).toEqual({})
  })
})

describe("what was removed by hand", { timeout: 200_000 }, () => {
  it("is seen in a plan, and made again by a deployment", async () => {
    await emulator.query("monitoring", { Action: "DeleteDashboards", "DashboardNames.member.1": "glissade-dev" })
    const types = (await deployment.plan()).map(({ type }) => type)
    expect(types).toContain("aws_cloudwatch_dashboard")
    await deployment.deployFile()
    expect((await deployment.plan()).map(({ type }) => type)).not.toContain("aws_cloudwatch_dashboard")
  })
})

describe("leaving", { timeout: 300_000 }, () => {
  it("is refused while the environment is protected", async () => {
    await deployment.deploy({ service: { destroy_protection: true } })
    await expect(deployment.destroy()).rejects.toThrow(/prevent_destroy|cannot be destroyed/)
  })

  it("takes everything with it after that", async () => {
    await deployment.deploy()
    await deployment.destroy()
    expect(await deployment.resources()).toEqual([])
  })
})
