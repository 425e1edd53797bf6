import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { decodeEnvironment, InvalidSettings, prefixOf, readEnvironment } from "../../settings/EnvironmentFile.ts"
import { environmentSchema } from "../../settings/Schema.ts"
import { newFolder } from "../../evaluate/Folders.ts"
import { messageOf } from "./Refusals.ts"

const region = "eu-west-1"

const decode = ({ deployment = {}, service = {} }: { readonly deployment?: object; readonly service?: object }) =>
  decodeEnvironment("dev", { deployment: { region, ...deployment }, service })

const account = "123456789012"

describe("decodeEnvironment", () => {
  it("makes dev, with local state and open to everybody, of a region", () => {
    expect(decode({})).toMatchObject({
      name: "dev",
      deployment: { region, account: null, assume_role_arn: null, aws_provider_version: null, state: null },
      service: {
        name_prefix: "glissade",
        jwt_issuer: null,
        cors_origins: [],
        xray: false,
        web: true,
        gateway_log_role: true
      }
    })
  })

  it("fills in the default of every setting", () => {
    const defaults = Object.fromEntries(
      Object.entries(environmentSchema.properties.service.properties).map(([name, one]) => [name, one.default])
    )
    expect(decode({}).service).toEqual(defaults)
  })

  it("keeps what it was given", () => {
    const content = { deployment: { region }, service: {} }
    decodeEnvironment("dev", content)
    expect(content).toEqual({ deployment: { region }, service: {} })
  })

  it("takes the file's $schema, by which editors help", () => {
    expect(decodeEnvironment("dev", { $schema: "./schema.json", deployment: { region }, service: {} }).name).toBe("dev")
  })

  it.for([
    [
      "region",
      ["eu-west-1", "us-gov-west-1", "ap-southeast-2"],
      ["mars-1", "eu-west", "EU-WEST-1", "eu-west-1a", "", null]
    ],
    ["account", [null, account], ["123", "12345678901a", 123456789012]],
    [
      "assume_role_arn",
      [null, `arn:aws:iam::${account}:role/path/deployer`],
      ["deployer", `arn:aws:iam::${account}:user/me`]
    ],
    ["aws_provider_version", [null, "5.100.0", "6.28.0"], ["banana", "6", "6.28", "~> 6.0", ">= 6.0.0"]],
    [
      "state",
      [
        null,
        { bucket: "states" },
        { bucket: "a.b-c", region, key_prefix: "teams/glissade", kms_key_id: `arn:aws:kms:${region}:${account}:key/0` }
      ],
      [
        {},
        "states",
        { bucket: "Bad_Bucket" },
        { bucket: "ab" },
        { bucket: "states", region: "mars-1" },
        { bucket: "states", key_prefix: "/glissade" },
        { bucket: "states", key_prefix: "glissade/" },
        { bucket: "states", kms_key_id: "alias/states" },
        { bucket: "states", role_arn: "state" },
        { bucket: "states", buckett: "x" }
      ]
    ]
  ] as const)("takes %s, and says what is allowed of what it does not take", ([name, good, bad]) => {
    for (const value of good)
      expect(decode({ deployment: { [name]: value } }).deployment).toMatchObject({ [name]: value })
    for (const value of bad) {
      expect(
        messageOf(() => decode({ deployment: { [name]: value } })),
        JSON.stringify(value)
      ).toMatch(new RegExp(`- deployment\\.${name}[^]* (?:it must be|is missing|is no setting: there are) ?\\S*`))
    }
  })

  it.for([null, [], "dev", 1])("takes an object alone, and not %j", (content) => {
    expect(messageOf(() => decodeEnvironment("dev", content))).toContain("the file is")
  })

  it("demands both parts, and the region", () => {
    expect(messageOf(() => decodeEnvironment("dev", {}))).toMatch(/deployment is missing[^]*service is missing/)
    expect(messageOf(() => decodeEnvironment("dev", { deployment: {}, service: {} }))).toContain(
      "deployment.region is missing"
    )
  })

  it("names the settings that there are in place of one that there is not", () => {
    expect(messageOf(() => decode({ service: { jwt_isuer: "https://login.example.org" } }))).toMatch(
      /service\.jwt_isuer is no setting: there are name_prefix, .*jwt_issuer/
    )
    expect(messageOf(() => decode({ deployment: { regoin: region } }))).toContain("deployment.regoin is no setting")
    expect(messageOf(() => decodeEnvironment("dev", { deployment: { region }, service: {}, services: {} }))).toContain(
      "services is no setting: there are $schema, deployment, service"
    )
  })

  it("names all that a review found to pass, at once and each with what is allowed", () => {
    const message = messageOf(() =>
      decodeEnvironment("dev", {
        deployment: { region: "mars-1", aws_provider_version: "banana", state: { bucket: "Bad_Bucket" } },
        service: { alarm_topic_arn: "notanarn", alarm_email: "nope", live_versions: { apii: "12" } }
      })
    )
    expect(message?.split("\n").toSorted()).toEqual(
      [
        "Settings that cannot be used:",
        '  - deployment.region is "mars-1": it must be an AWS region, such as eu-west-1',
        '  - deployment.aws_provider_version is "banana": it must be a version, such as 6.28.0',
        '  - deployment.state.bucket is "Bad_Bucket": it must be the name of an S3 bucket: 3 to 63 small letters, digits, dots and hyphens',
        '  - service.alarm_topic_arn is "notanarn": it must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:pager',
        '  - service.alarm_email is "nope": it must be an e-mail address',
        '  - service.live_versions is "apii": it must be an object from api, execute, worker, websocket, authorizer or page to a version, such as "12"'
      ].toSorted()
    )
  })

  it("names a name and a setting that cannot be used at once, and all rules that do not hold", () => {
    expect(messageOf(() => decodeEnvironment("Prod", { deployment: { region: "mars-1" }, service: {} }))).toMatch(
      /the name "Prod"[^]*deployment\.region/
    )
    expect(messageOf(() => decode({ service: { jwt_audience: "glissade", page_domain: "run.example.org" } }))).toMatch(
      /jwt_issuer and jwt_audience[^]*page_domain needs hosted_zone_id/
    )
  })

  it("says each problem once", () => {
    const message = messageOf(() => decode({ service: { subnet_ids: ["a", "b"] } }))
    const lines = message?.split("\n") ?? []
    expect(new Set(lines).size).toBe(lines.length)
  })
})

describe("readEnvironment", () => {
  const folderWith = (files: Readonly<Record<string, string>>) => {
    const folder = join(newFolder(), "environments")
    mkdirSync(folder)
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    return folder
  }

  it("reads the file of the name", () => {
    const folder = folderWith({
      "prod-eu.json": JSON.stringify({
        deployment: { region },
        service: { jwt_issuer: "https://login.example.org", jwt_audience: "a" }
      })
    })
    expect(readEnvironment("prod-eu", folder)).toMatchObject({ name: "prod-eu", service: { jwt_audience: "a" } })
  })

  it.for(["staging", "../environments/dev", "toString", ""])(
    "names the environments that there are in place of %j",
    (name) => {
      const folder = folderWith({ "dev.json": "{}", "prod.json": "{}", "schema.json": "{}" })
      expect(messageOf(() => readEnvironment(name, folder))).toMatch(/there is no environment .*has dev, prod$/)
    }
  )

  it("says which file it is", () => {
    const folder = folderWith({ "dev.json": "{", "prod.json": "{}" })
    expect(messageOf(() => readEnvironment("dev", folder))).toContain(`${join(folder, "dev.json")} is no JSON`)
    expect(messageOf(() => readEnvironment("prod", folder))).toContain(
      `cannot be used in ${join(folder, "prod.json")}:`
    )
  })
})

describe("InvalidSettings", () => {
  it("has no stack, which would bury what it says", () => {
    expect(new InvalidSettings(["one", "two"]).stack).toBe(
      "InvalidSettings: Settings that cannot be used:\n  - one\n  - two"
    )
  })
})

describe("the prefix of an environment", () => {
  it("is the name_prefix and the environment's name", () => {
    expect(prefixOf(decode({}))).toBe("glissade-dev")
    expect(prefixOf(decode({ service: { name_prefix: "code" } }))).toBe("code-dev")
  })
})
