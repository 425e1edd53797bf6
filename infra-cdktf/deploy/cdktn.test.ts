import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Difference, Moved } from "./Cdktn.ts"
import { differences, makeBundles, moveToCdktn, synthesize } from "./Cdktn.ts"
import { infraFolder } from "./Tools.ts"

let folder: string
let moved: Moved
let variables: NodeJS.ProcessEnv

const environments = {
  plain: { deployment: { region: "eu-west-1" }, service: {} },
  full: {
    deployment: {
      region: "eu-west-1",
      account: "123456789012",
      assume_role_arn: "arn:aws:iam::123456789012:role/deployer",
      aws_provider_version: "6.66.0",
      state: {
        bucket: "states",
        region: "eu-central-1",
        key_prefix: "teams/glissade",
        kms_key_id: "arn:aws:kms:eu-central-1:123456789012:key/0000",
        role_arn: "arn:aws:iam::123456789012:role/state"
      }
    },
    service: { destroy_protection: true, live_versions: { api: "12" }, new_version_weight: 0.1 }
  }
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "glissade-cdktn-"))
  const environmentsFolder = join(folder, "environments")
  mkdirSync(environmentsFolder)
  for (const [name, content] of Object.entries(environments)) {
    writeFileSync(join(environmentsFolder, `${name}.json`), JSON.stringify(content))
  }
  variables = {
    GLISSADE_ENVIRONMENTS_FOLDER: environmentsFolder,
    GLISSADE_LAMBDA_FOLDER: makeBundles(join(folder, "lambda"))
  }
  moved = await moveToCdktn(infraFolder)
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
  rmSync(moved.folder, { recursive: true, force: true })
})

interface Stack {
  readonly resource: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

const isStack = (file: unknown): file is Stack => typeof file === "object" && file !== null && "resource" in file

/** The addresses of all resources. */
const addresses = (files: ReadonlyMap<string, unknown>): ReadonlyArray<string> =>
  [...files.values()]
    .filter(isStack)
    .flatMap(({ resource }) =>
      Object.entries(resource).flatMap(([type, named]) => Object.keys(named).map((name) => `${type}.${name}`))
    )

/** cdktn's own version, in the list of stacks that its command line reads. */
const libraryVersion = { path: "manifest.json.version", before: "0.21.0", after: "0.24.0" }

const provider = (name: string) => `stacks/glissade-${name}/cdk.tf.json.terraform.required_providers.aws`

/** The same provider: Terraform takes a name without an owner for one of HashiCorp's. */
const source = (name: string) => ({ path: `${provider(name)}.source`, before: "aws", after: "hashicorp/aws" })

/** The version that the bindings were made from; an environment's file can name another. */
const providerVersion = (name: string) => ({ path: `${provider(name)}.version`, before: "5.100.0", after: "6.66.0" })

const expected: Readonly<Record<keyof typeof environments, ReadonlyArray<Difference>>> = {
  plain: [libraryVersion, source("plain"), providerVersion("plain")],
  full: [libraryVersion, source("full")]
}

describe("the stack on cdktn", () => {
  it.for(["plain", "full"] as const)("has the same resources with the same arguments: %s", async (name) => {
    const env = { ...variables, GLISSADE_ENVIRONMENT: name }
    const before = await synthesize(infraFolder, join(folder, `cdktf-${name}`), env)
    const after = await synthesize(moved.folder, join(folder, `cdktn-${name}`), env)
    expect(moved.renamed).toBeGreaterThan(0)
    expect(addresses(before).length).toBeGreaterThan(50)
    expect(addresses(after)).toEqual(addresses(before))
    expect(differences(Object.fromEntries(before), Object.fromEntries(after))).toEqual(expected[name])
  })
})
