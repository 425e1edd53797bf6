import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { LambdaClient } from "@aws-sdk/client-lambda"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { deployLine, deployVariables, pin } from "../../operate/PinCommand.ts"
import { pinIn, unpinned } from "../../operate/PinnedVersions.ts"
import { readTarget } from "../../operate/Target.ts"
import { FakeTerminal, fakeClient } from "./Fakes.ts"

const before = `{
  "$schema": "./schema.json",
  "deployment": { "region": "eu-west-1" },
  "service": {
    "http_throttle": { "rate": 500, "burst": 1000 },
    "worker_concurrency": 20
  }
}
`

let folder: string
let terminal: FakeTerminal

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "glissade-pin-"))
  terminal = new FakeTerminal()
  writeFileSync(join(folder, "dev.json"), before)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const target = () => readTarget("dev", { GLISSADE_ENVIRONMENTS_FOLDER: folder })

const file = () => readFileSync(join(folder, "dev.json"), "utf8")

const client = fakeClient<LambdaClient>({
  ListVersionsByFunction: ({ FunctionName }: { FunctionName: string }) => ({
    Versions: FunctionName.endsWith("-page") ? [] : [{ Version: "7", Description: "Glissade 0.1.0" }]
  }),
  ListAliases: () => ({ Aliases: [{ Name: "live", FunctionVersion: "7" }] })
})

describe("pin", () => {
  it("writes a release's versions and leaves the rest of the file as it is", async () => {
    await pin(client, target(), { release: "0.1.0", weight: undefined }, terminal)
    expect(file()).toBe(
      before.replace(
        '"worker_concurrency": 20',
        `"worker_concurrency": 20,
    "live_versions": {
      "api": "7",
      "execute": "7",
      "worker": "7",
      "websocket": "7",
      "authorizer": "7"
    }`
      )
    )
    expect(readdirSync(folder)).toEqual(["dev.json"])
    expect(terminal.warnings).toEqual(["glissade-dev-page has no version of 0.1.0: it gets its newest one"])
    expect(terminal.lines.join("\n")).toContain("new_version_weight: not set")
  })

  it("prepares a weighted release of what comes next", async () => {
    await pin(client, target(), { release: "live", weight: 0.1 }, terminal)
    expect(target().environment.service).toMatchObject({
      new_version_weight: 0.1,
      live_versions: { api: "7", page: "7" }
    })
  })

  it("takes a weight back with a rollback, and all with newest", async () => {
    await pin(client, target(), { release: "live", weight: 0.1 }, terminal)
    await pin(client, target(), { release: "0.1.0", weight: undefined }, terminal)
    expect(file()).not.toContain("new_version_weight")
    await pin(client, target(), { release: "newest", weight: undefined }, terminal)
    expect(file()).toBe(before)
    await pin(client, target(), { release: "newest", weight: undefined }, terminal)
    expect(terminal.lines.join("\n")).toContain("dev.json says so already")
  })

  it("writes nothing that the settings refuse", async () => {
    await expect(pin(client, target(), { release: "live", weight: 2 }, terminal)).rejects.toThrow("new_version_weight")
    expect(file()).toBe(before)
  })
})

describe("pinIn", () => {
  it("leaves no empty lines in a service without settings", () => {
    const empty = '{\n  "deployment": { "region": "eu-west-1" },\n  "service": {}\n}\n'
    const pinned = pinIn(empty, { live_versions: { api: "1" }, new_version_weight: undefined })
    expect(pinned).toContain('"live_versions": {\n      "api": "1"\n    }')
    expect(pinIn(pinned, unpinned)).toBe(empty)
  })
})

describe("the command that deploys", () => {
  it("names another folder of environments if there is one", () => {
    const { environment } = target()
    const there = { environment, folder: "/my folder" }
    expect(deployLine(deployVariables(there, {}))).toBe("GLISSADE_ENVIRONMENT=dev npx cdktf deploy '*'")
    expect(deployLine(deployVariables(there, { GLISSADE_ENVIRONMENTS_FOLDER: "x" }))).toBe(
      "GLISSADE_ENVIRONMENT=dev GLISSADE_ENVIRONMENTS_FOLDER='/my folder' npx cdktf deploy '*'"
    )
  })
})
