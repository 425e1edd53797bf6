import { readdirSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { infraFolder, readJson } from "../../deploy/Tools.ts"
import { workerGraceSeconds } from "../../settings/Visibility.ts"
import { decodeEnvironment, readEnvironment } from "../../settings/EnvironmentFile.ts"
import { messageOf } from "./Refusals.ts"

const folder = join(infraFolder, "environments")

const names = readdirSync(folder).flatMap((file) => (file === "schema.json" ? [] : [file.replace(/\.json$/, "")]))

interface Content {
  readonly $schema: string
  readonly deployment: object
  readonly service: Readonly<Record<string, unknown>>
}

const contentOf = (name: string) => readJson(join(folder, `${name}.json`)) as Content

const jwt = { jwt_issuer: "https://login.example.org", jwt_audience: "glissade" }

/** The environment of a committed file, with an issuer where it has none. */
const environmentOf = (name: string) => {
  const { deployment, service } = contentOf(name)
  return decodeEnvironment(name, { deployment, service: { ...jwt, ...service } })
}

describe("the environments in the repository", () => {
  it("are three", () => {
    expect(names.toSorted()).toEqual(["dev", "prod", "staging"])
  })

  it.for(names)("%s names its schema, by which editors help", (name) => {
    expect(contentOf(name).$schema).toBe("./schema.json")
  })

  it.for(["dev", "staging"])("%s can be deployed as it is", (name) => {
    expect(readEnvironment(name).name).toBe(name)
  })

  it("has prod refused until somebody decides who may use it", () => {
    expect(messageOf(() => readEnvironment("prod"))).toContain(
      'prod would be open to everybody: set jwt_issuer and jwt_audience, or set open_to_everybody to "anybody may run programs here at our cost"'
    )
    const { deployment, service } = contentOf("prod")
    const decide = (decided: object) =>
      decodeEnvironment("prod", { deployment, service: { ...service, ...decided } }).name
    expect(decide(jwt)).toBe("prod")
    expect(decide({ open_to_everybody: "anybody may run programs here at our cost" })).toBe("prod")
  })

  it("has prod protected from destruction", () => {
    expect(environmentOf("prod").service.destroy_protection).toBe(true)
  })

  it.for(names)("%s reserves at least what the mapping may use", (name) => {
    const { reserved_concurrency, worker_concurrency } = environmentOf(name).service as unknown as {
      readonly reserved_concurrency: Readonly<Record<string, number>>
      readonly worker_concurrency: number
    }
    expect(reserved_concurrency.worker ?? worker_concurrency).toBeGreaterThanOrEqual(worker_concurrency)
  })

  it.for(names)("%s allows no run that a function could not outlast", (name) => {
    const { longest_run_seconds } = environmentOf(name).service as unknown as { readonly longest_run_seconds: number }
    expect(longest_run_seconds + workerGraceSeconds).toBeLessThanOrEqual(900)
  })
})
