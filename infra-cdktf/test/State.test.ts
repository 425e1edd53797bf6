import { describe, expect, it } from "vitest"
import type { Block } from "../evaluate/Stack.ts"
import { readStack, synthesizeFolder } from "../evaluate/Synthesized.ts"

const stackOf = (name: string, deployment: Block = {}) => readStack(synthesizeFolder(name, { deployment }))

describe("the state", () => {
  it("is beside cdktf.json by default, whatever machine it is", () => {
    expect(stackOf("dev").terraform.backend).toEqual({ local: { path: "../../../terraform.dev.tfstate" } })
  })

  it("is in a bucket with a lock file where one is named, in the region of everything else", () => {
    expect(stackOf("staging", { state: { bucket: "states" } }).terraform.backend).toEqual({
      s3: {
        bucket: "states",
        key: "glissade/staging.tfstate",
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true
      }
    })
  })

  it("is where the bucket is, in its folder, encrypted by its key and reached by its role", () => {
    const state = {
      bucket: "states",
      region: "eu-central-1",
      key_prefix: "teams/glissade",
      kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/0000",
      role_arn: "arn:aws:iam::123456789012:role/state"
    }
    expect(stackOf("dev", { state }).terraform.backend).toEqual({
      s3: {
        bucket: "states",
        key: "teams/glissade/dev.tfstate",
        region: "eu-central-1",
        encrypt: true,
        use_lockfile: true,
        kms_key_id: state.kms_key_id,
        assume_role: { role_arn: state.role_arn }
      }
    })
  })

  it("of two environments is not the same", () => {
    const keys = ["dev", "staging"].map((name) =>
      JSON.stringify(stackOf(name, { state: { bucket: "states" } }).terraform.backend)
    )
    expect(new Set(keys).size).toBe(2)
  })
})

describe("the provider", () => {
  it("is of the environment's region, and one beside it of us-east-1", () => {
    expect(stackOf("dev", { region: "eu-central-1" }).provider?.aws).toEqual([
      { region: "eu-central-1" },
      { alias: "us_east_1", region: "us-east-1" }
    ])
  })

  it("refuses credentials of another account, and assumes the role that is set, in both regions", () => {
    const providers = stackOf("dev", {
      account: "123456789012",
      assume_role_arn: "arn:aws:iam::123456789012:role/deployer"
    }).provider?.aws
    expect(providers).toHaveLength(2)
    for (const provider of providers ?? []) {
      expect(provider).toMatchObject({
        allowed_account_ids: ["123456789012"],
        assume_role: [{ role_arn: "arn:aws:iam::123456789012:role/deployer" }]
      })
    }
  })

  it("tags nothing by itself: the module has the tags, wherever it is used", () => {
    for (const provider of stackOf("dev").provider?.aws ?? []) expect(provider).not.toHaveProperty("default_tags")
  })
})
