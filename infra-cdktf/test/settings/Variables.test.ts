import { beforeAll, describe, expect, it } from "vitest"
import { decodeEnvironment } from "../../settings/EnvironmentFile.ts"
import { serviceSettings } from "../../settings/Schema.ts"
import { inputs, terraformType } from "../../settings/Variables.ts"
import { module } from "../../evaluate/Evaluations.ts"
import type { Judged } from "../Inputs.ts"
import { judge } from "../Inputs.ts"
import { messageOf } from "./Refusals.ts"
import { samples } from "./Samples.ts"

/** The nth value of every setting, for all n, so that Terraform judges many settings at once. */
const rows = (kind: "good" | "bad") =>
  Array.from({ length: Math.max(...samples.map(([, one]) => one[kind].length)) }, (_, row) =>
    Object.fromEntries(samples.flatMap(([name, one]) => (row < one[kind].length ? [[name, one[kind][row]]] : [])))
  )

/** Values that Terraform converts where a file must have the type itself. */
const converted = {
  worker_concurrency: "7",
  web: "true",
  name_prefix: "ab",
  tags: { Team: 1 },
  live_versions: { api: 12 },
  http_throttle: { rate: 1, burst: 1, per: "second" }
}

/** Values of another type. */
const ofAnotherType = {
  worker_concurrency: "many",
  web: "on",
  name_prefix: { a: "b" },
  tags: "Team=runs",
  cors_origins: "https://example.org",
  http_throttle: 50,
  live_versions: ["12"]
}

/** Names of environments, which decide on names of resources. */
const names = {
  good: ["dev", "prod", "a", "eu-1", "twelve-chars"],
  bad: ["Dev", "1a", "-a", "thirteen-char", "a_b", "a.b", "dev\n", ""]
}

/** Addresses of an emulator, which the stack puts paths behind. */
const endpoints = {
  good: [null, "http://127.0.0.1:4566", "https://emulator.example.org"],
  bad: ["http://127.0.0.1:4566/", "localhost:4566", ""]
}

let judged: (run: string) => Judged

beforeAll(async () => {
  const runs = [
    ...rows("good").map((row, index) => [`good-${index}`, row] as const),
    ...rows("bad").map((row, index) => [`bad-${index}`, row] as const),
    ...names.good.map(
      (environment, index) =>
        [`name-good-${index}`, { environment, open_to_everybody: "anybody may run programs here at our cost" }] as const
    ),
    ...names.bad.map((environment, index) => [`name-bad-${index}`, { environment }] as const),
    ...endpoints.good.map((endpoint_url, index) => [`endpoint-good-${index}`, { endpoint_url }] as const),
    ...endpoints.bad.map((endpoint_url, index) => [`endpoint-bad-${index}`, { endpoint_url }] as const),
    ...Object.entries(ofAnotherType).map(([name, value]) => [`type-${name}`, { [name]: value }] as const)
  ]
  judged = await judge(module, { ...Object.fromEntries(runs), converted, nothing: {} })
})

/** Whether Terraform refuses the value of a variable in a run: with what is allowed, or because of its type. */
const isRefused = (run: string, name: string): boolean =>
  judged(run).errors.some((error) => error.includes(`${name} must be `) || error.includes(`var.${name} `))

const decode = (service: object) =>
  messageOf(() => decodeEnvironment("dev", { deployment: { region: "eu-west-1" }, service }))

describe("the variables", () => {
  it("are the environment's name, the settings of the service in their order, and an emulator's address", () => {
    expect(inputs.map(([name]) => name)).toEqual(["environment", ...Object.keys(serviceSettings), "endpoint_url"])
    expect(Object.keys(module.variable).toSorted()).toEqual(inputs.map(([name]) => name).toSorted())
  })

  it("have the defaults of the file's schema, so that a module's user and a file's get the same", () => {
    for (const [name, { default: byDefault, description }] of Object.entries(serviceSettings)) {
      expect(module.variable[name]).toMatchObject({ default: byDefault, description })
    }
    expect(module.variable.environment).not.toHaveProperty("default")
    expect(module.variable.endpoint_url).toMatchObject({ default: null })
    expect(judged("nothing").errors).toEqual([])
  })

  it("have a type, and may be null only where that means that they are not set", () => {
    for (const [name, input] of inputs) {
      expect(module.variable[name]).toMatchObject({
        type: terraformType(input),
        nullable: Array.isArray(input.type) && input.type.includes("null")
      })
    }
  })
})

describe("a value of every setting", () => {
  it("is tried on both sides of what is allowed, but for switches and tags", () => {
    const withoutBad = samples.flatMap(([name, { bad, good }]) => {
      expect(good.length, name).toBeGreaterThan(0)
      return bad.length === 0 ? [name] : []
    })
    expect(new Set(withoutBad.map((name) => serviceSettings[name].type))).toEqual(new Set(["boolean", "object"]))
    expect(withoutBad.filter((name) => serviceSettings[name].type === "object")).toEqual(["tags"])
  })

  const table = (kind: "good" | "bad") =>
    samples.flatMap(([name, one]) =>
      one[kind].map((value, row) => [name, JSON.stringify(value), { run: `${kind}-${row}`, value }] as const)
    )

  it.for(table("bad"))("is refused by the file and by Terraform: %s %s", ([name, , { run, value }]) => {
    const { allowed } = serviceSettings[name]
    expect(decode({ [name]: value })).toContain(allowed)
    expect(decode({ [name]: value })).toContain(`service.${name}`)
    expect(isRefused(run, name)).toBe(true)
  })

  it.for(table("good"))("is taken by the file and by Terraform: %s %s", ([name, , { run, value }]) => {
    // Rules between settings are another matter.
    expect(decode({ [name]: value }) ?? "").not.toContain(`service.${name}`)
    expect(isRefused(run, name)).toBe(false)
  })

  it("is refused by Terraform with what is allowed", () => {
    const refusals = rows("bad").flatMap((_, row) => judged(`bad-${row}`).errors.join("\n"))
    for (const [name, { bad }] of samples) {
      if (bad.length > 0) expect(refusals.join("\n")).toContain(`${name} must be ${serviceSettings[name].allowed}.`)
    }
  })
})

describe("a value of another type", () => {
  it.for(Object.entries(ofAnotherType))("is refused by the file and by Terraform: %s", ([name, value]) => {
    expect(decode({ [name]: value })).toContain(`service.${name}`)
    expect(judged(`type-${name}`).errors).not.toEqual([])
  })

  it("is converted by Terraform where that loses nothing, and is refused by the file, which a schema describes", () => {
    expect(judged("converted").errors).toEqual([])
    for (const [name, value] of Object.entries(converted)) {
      if (name !== "name_prefix") expect(decode({ [name]: value })).toContain(`service.${name}`)
    }
  })
})

describe("the name of an environment", () => {
  const file = {
    deployment: { region: "eu-west-1" },
    service: { open_to_everybody: "anybody may run programs here at our cost" }
  }

  it.for(names.good.map((name, row) => [name, row] as const))(
    "is taken by the file and by Terraform: %j",
    ([name, row]) => {
      expect(decodeEnvironment(name, file).name).toBe(name)
      expect(judged(`name-good-${row}`).errors).toEqual([])
    }
  )

  it.for(names.bad.map((name, row) => [name, row] as const))(
    "is refused by the file and by Terraform: %j",
    ([name, row]) => {
      expect(messageOf(() => decodeEnvironment(name, file))).toContain("1 to 12 small letters")
      expect(isRefused(`name-bad-${row}`, "environment")).toBe(true)
    }
  )
})

describe("the address of an emulator", () => {
  it("is a URL without a slash at its end", () => {
    for (const row of endpoints.good.keys()) expect(judged(`endpoint-good-${row}`).errors).toEqual([])
    for (const row of endpoints.bad.keys()) expect(isRefused(`endpoint-bad-${row}`, "endpoint_url")).toBe(true)
  })
})
