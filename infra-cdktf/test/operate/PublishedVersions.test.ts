import type { LambdaClient } from "@aws-sdk/client-lambda"
import { ResourceNotFoundException } from "@aws-sdk/client-lambda"
import { beforeEach, describe, expect, it } from "vitest"
import { list, live, of, prune } from "../../operate/ReleaseCommands.ts"
import { FakeTerminal, fakeClient } from "./Fakes.ts"

const prefix = "glissade-prod"

interface Page {
  readonly FunctionName: string
  readonly Marker?: string
}

let deleted: Array<string>
let terminal: FakeTerminal

/** api with twelve versions of a release each, and worker with two of one release, each on a page of its own. */
const client = () => {
  const version = (number: number, release: string) => ({
    Version: String(number),
    Description: `Glissade ${release}`,
    LastModified: `2026-11-${String(number).padStart(2, "0")}T00:00:00.000+0000`,
    CodeSha256: `sha-${number}=`,
    CodeSize: 16_500_000
  })
  const pages: Readonly<Record<string, ReadonlyArray<object>>> = {
    [`${prefix}-api`]: [
      { Version: "$LATEST" },
      ...Array.from({ length: 12 }, (_, index) => version(index + 1, `0.1.${index + 1}`))
    ],
    [`${prefix}-worker`]: [version(1, "0.1.1"), version(2, "0.1.1")]
  }
  return fakeClient<LambdaClient>({
    ListVersionsByFunction: ({ FunctionName, Marker = "0" }: Page) => {
      const all = pages[FunctionName]
      if (all === undefined) throw new ResourceNotFoundException({ message: "none", $metadata: {} })
      const next = Number(Marker) + 1
      return { Versions: [all[Number(Marker)]], ...(next < all.length ? { NextMarker: String(next) } : {}) }
    },
    ListAliases: ({ FunctionName }: Page) => ({
      Aliases:
        FunctionName === `${prefix}-api`
          ? [
              { Name: "live", FunctionVersion: "2", RoutingConfig: { AdditionalVersionWeights: { 12: 0.1 } } },
              { Name: "kept", FunctionVersion: "1" }
            ]
          : [{ Name: "live", FunctionVersion: "2" }]
    }),
    DeleteFunction: ({ FunctionName, Qualifier }: { FunctionName: string; Qualifier: string }) => {
      deleted.push(`${FunctionName}:${Qualifier}`)
      return {}
    }
  })
}

beforeEach(() => {
  deleted = []
  terminal = new FakeTerminal()
})

const desk = () => ({ client: client(), prefix, terminal })

describe("list", () => {
  it("shows versions of all pages, newest first, with the live ones", async () => {
    await list(desk())
    const lines = terminal.lines.map((line) => line.replaceAll(/ +/g, " "))
    expect(lines.slice(0, 4)).toEqual([
      "glissade-prod-api",
      " VERSION RELEASE MODIFIED SHA-256 LIVE",
      " 12 Glissade 0.1.12 2026-11-12T00:00:00Z sha-12= 10 %",
      " 11 Glissade 0.1.11 2026-11-11T00:00:00Z sha-11="
    ])
    expect(lines).toContain(" 2 Glissade 0.1.2 2026-11-02T00:00:00Z sha-2= 90 %")
    expect(lines).toContain(" 2 Glissade 0.1.1 2026-11-02T00:00:00Z sha-2= 100 %")
    expect(lines).toContain("glissade-prod-page: does not exist\n")
  })

  it("refuses an environment without functions", async () => {
    await expect(list({ ...desk(), prefix: "other-prod" })).rejects.toThrow("There are no functions other-prod-*")
  })
})

describe("live and of", () => {
  it("print JSON for live_versions", async () => {
    await live(desk())
    await of(desk(), "0.1.1")
    await of(desk(), "0.1.3")
    expect(terminal.lines).toEqual(['{"api":"2","worker":"2"}', '{"api":"1","worker":"2"}', '{"api":"3"}'])
  })

  it("names the releases if there is none of the name", async () => {
    await expect(of(desk(), "0.1")).rejects.toThrow(/release 0\.1\. There are:\n {2}0\.1\.12\n {2}0\.1\.11\n/)
  })
})

describe("prune", () => {
  const options = { keep: 3, pinned: { api: "8" }, yes: true }

  it("deletes all but the newest, the live, the pinned and those of other aliases", async () => {
    await prune(desk(), options)
    expect(deleted).toEqual([9, 7, 6, 5, 4, 3].map((number) => `glissade-prod-api:${number}`))
    expect(terminal.lines.at(-1)).toBe("6 versions deleted, 99.0 MB")
  })

  it("asks first", async () => {
    terminal = new FakeTerminal(false)
    await prune(desk(), { ...options, yes: false })
    expect(terminal.questions).toEqual(["Delete these 6 versions (99.0 MB) for good?"])
    expect(terminal.lines.at(-1)).toBe("nothing deleted")
    expect(deleted).toEqual([])
  })

  it("has nothing to do with few versions", async () => {
    await prune(desk(), { ...options, keep: 12 })
    expect(terminal.lines).toEqual(["nothing to delete"])
  })
})
