import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { STSClient } from "@aws-sdk/client-sts"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { readTarget, refuseOtherAccount } from "../../operate/Target.ts"
import { fakeClient } from "./Fakes.ts"

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "glissade-target-"))
  const write = (name: string, deployment: object) =>
    writeFileSync(
      join(folder, `${name}.json`),
      JSON.stringify({ deployment: { region: "eu-west-1", ...deployment }, service: { name_prefix: "acme" } })
    )
  write("dev", {})
  write("staging", { account: "123456789012", assume_role_arn: "arn:aws:iam::123456789012:role/deployer" })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const target = (name: string) => readTarget(name, { GLISSADE_ENVIRONMENTS_FOLDER: folder })

describe("readTarget", () => {
  it("reads region, names and the role from the environment's file", () => {
    expect(target("dev")).toMatchObject({ prefix: "acme-dev", client: { region: "eu-west-1" } })
    expect(target("dev").client.credentials).toBeUndefined()
    expect(target("staging").client.credentials).toBeTypeOf("function")
  })

  it("refuses an environment that is not there and variables that are none", () => {
    expect(() => target("prod")).toThrow('there is no environment "prod"')
    expect(() => readTarget("dev", { GLISSADE_ENVIRONMENT_FOLDER: folder })).toThrow("GLISSADE_ENVIRONMENT_FOLDER")
  })
})

describe("refuseOtherAccount", () => {
  const sts = (Account: string) => fakeClient<STSClient>({ GetCallerIdentity: () => ({ Account }) })

  it("refuses credentials of another account than the file's", async () => {
    await expect(refuseOtherAccount(target("staging"), sts("210987654321"))).rejects.toThrow(
      /credentials of account 210987654321: .*staging\.json names 123456789012/
    )
    await refuseOtherAccount(target("staging"), sts("123456789012"))
  })

  it("asks for no account where the file names none", async () => {
    await refuseOtherAccount(target("dev"), fakeClient<STSClient>({}))
  })
})
