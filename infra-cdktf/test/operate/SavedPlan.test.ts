import { createHash } from "node:crypto"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { addToSummary, fenced, shortened, writeOutput } from "../../operate/GitHubFiles.ts"
import { changesOf, planMarkdown, SynthesizedStack, WaitingPlans } from "../../operate/SavedPlan.ts"
import { statePlace } from "../../operate/StateBucket.ts"
import type { Run } from "../../operate/Subprocess.ts"
import { CommandFailed, run } from "../../operate/Subprocess.ts"
import { readTarget } from "../../operate/Target.ts"

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "glissade-plan-"))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

const target = (deployment: object = {}) => {
  const content = { deployment: { region: "eu-west-1", ...deployment }, service: { name_prefix: "acme" } }
  writeFileSync(join(folder, "staging.json"), JSON.stringify(content))
  return readTarget("staging", { GLISSADE_ENVIRONMENTS_FOLDER: folder })
}

const state = { bucket: "states", region: "eu-central-1", kms_key_id: "11111111-2222-3333-4444-555555555555" }

/** Records commands, and answers those that begin with a text. */
const recorder = (answers: Readonly<Record<string, { readonly code?: number; readonly stdout?: string }>> = {}) => {
  const commands: Array<string> = []
  const run: Run = async (command, args) => {
    const line = [command, ...args].join(" ")
    commands.push(line)
    const answer = Object.entries(answers).find(([beginning]) => line.startsWith(beginning))?.[1]
    return { code: answer?.code ?? 0, stdout: answer?.stdout ?? "" }
  }
  return { commands, run }
}

describe("statePlace", () => {
  it("reads from the environment's file where state and plans are", () => {
    expect(statePlace(target({ state }).environment)).toEqual({
      bucket: "states",
      region: "eu-central-1",
      key: "glissade/staging.tfstate",
      plans: "plans/staging/",
      kmsKeyId: state.kms_key_id,
      roleArn: undefined
    })
    expect(statePlace(target({ state: { bucket: "states", key_prefix: "team" } }).environment)).toMatchObject({
      region: "eu-west-1",
      key: "team/staging.tfstate"
    })
  })

  it("refuses an environment without a bucket in one sentence", () => {
    expect(() => statePlace(target().environment)).toThrow(
      /^The file of staging names no state bucket \(deployment\.state\.bucket\): [^.]+$/
    )
  })
})

const shownJson = JSON.stringify({
  resource_changes: [
    { address: "aws_sqs_queue.a", change: { actions: ["no-op"], after: { secret: 1 } } },
    { address: "data.aws_region.b", change: { actions: ["read"] } },
    { address: "aws_lambda_alias.c", change: { actions: ["update"], after: { secret: 1 } } },
    { address: "aws_ssm_parameter.d", change: { actions: ["delete", "create"], after: { secret: 1 } } }
  ]
})

const changes = [
  { address: "aws_lambda_alias.c", actions: ["update"] },
  { address: "aws_ssm_parameter.d", actions: ["delete", "create"] }
]

describe("a plan", () => {
  it("is made without the state's lock in the folder of the synthesized stack, and shown", async () => {
    const shell = recorder({
      "terraform plan": { code: 2 },
      "terraform show -no-color": { stdout: "Plan: 1 to add." },
      "terraform show -json": { stdout: shownJson }
    })
    const stack = await SynthesizedStack.make(target(), "/out", { ...shell, env: {} })
    expect(await stack.plan("/tmp/staging.tfplan")).toEqual({ text: "Plan: 1 to add.", changes, changed: true })
    await stack.apply("/tmp/staging.tfplan")
    expect(shell.commands).toEqual([
      "npx cdktf synth --output /out",
      "terraform init -input=false -no-color",
      "terraform plan -input=false -no-color -lock=false -detailed-exitcode -out=/tmp/staging.tfplan",
      "terraform show -no-color /tmp/staging.tfplan",
      "terraform show -json /tmp/staging.tfplan",
      "terraform apply -input=false -no-color /tmp/staging.tfplan"
    ])
  })

  it("tells addresses and actions, and no values", () => {
    expect(changesOf(shownJson)).toEqual(changes)
    expect(changesOf("{}")).toEqual([])
  })

  it("is Markdown with a summary, cut where it is too long", () => {
    const text = `${"a line\n".repeat(100)}Plan: 1 to add, 0 to change, 0 to destroy.`
    const markdown = planMarkdown("prod", text, 100)
    expect(markdown).toContain("**prod: Plan: 1 to add, 0 to change, 0 to destroy.**")
    expect(markdown).toContain("a line\n... and 87 more lines, which are in the job's log\n```")
    expect(planMarkdown("prod", "No changes. All is well.")).toContain("**prod: No changes. All is well.**")
  })
})

describe("WaitingPlans", () => {
  const plans = (run: Run, given = state) =>
    new WaitingPlans(statePlace(target({ state: given }).environment), { run, env: {} })

  const url = "s3://states/plans/staging/123-1.tfplan"
  const region = "--region eu-central-1"

  it("keeps a plan encrypted, and says its hash", async () => {
    const file = join(folder, "plan")
    writeFileSync(file, "a plan")
    const sha256 = createHash("sha256").update("a plan").digest("hex")
    const { commands, run } = recorder()
    expect(await plans(run).keep(file, "123-1")).toBe(sha256)
    expect(await plans(run, { bucket: "states" } as typeof state).keep(file, "123-1")).toBe(sha256)
    expect(commands).toEqual([
      `aws s3 cp ${file} ${url} --only-show-errors --sse aws:kms --sse-kms-key-id ${state.kms_key_id} ${region}`,
      `aws s3 cp ${file} ${url} --only-show-errors --sse AES256 --region eu-west-1`
    ])
  })

  it("fetches the plan of the hash, and refuses any other", async () => {
    const file = join(folder, "fetched")
    const commands: Array<string> = []
    const run: Run = async (command, args) => {
      commands.push([command, ...args].join(" "))
      writeFileSync(file, "a plan")
      return { code: 0, stdout: "" }
    }
    await plans(run).fetch(file, "123-1", createHash("sha256").update("a plan").digest("hex"))
    expect(readFileSync(file, "utf8")).toBe("a plan")
    expect(commands).toEqual([`aws s3 cp ${url} ${file} --only-show-errors ${region}`])
    for (const other of ["", createHash("sha256").update("another").digest("hex")]) {
      await expect(plans(run).fetch(file, "123-1", other)).rejects.toThrow(`${url} is not the plan that was shown`)
      expect(existsSync(file)).toBe(false)
    }
  })

  it("deletes all versions of a plan", async () => {
    const Key = "plans/staging/123-1.tfplan"
    const stdout = JSON.stringify({
      Versions: [
        { Key, VersionId: "one" },
        { Key: `${Key}.other`, VersionId: "not this" }
      ],
      DeleteMarkers: [{ Key, VersionId: "two" }]
    })
    const { commands, run } = recorder({ "aws s3api list-object-versions": { stdout } })
    await plans(run).forget("123-1")
    expect(commands).toEqual([
      `aws s3api list-object-versions --bucket states --prefix ${Key} --output json ${region}`,
      `aws s3api delete-object --bucket states --key ${Key} --version-id one ${region}`,
      `aws s3api delete-object --bucket states --key ${Key} --version-id two ${region}`
    ])
    await plans(recorder().run).forget("123-1")
  })

  it.for(["", "1", "../1-1", "1-1.tfplan", "latest"])("takes %j for no plan's name", async (id) => {
    const { commands, run } = recorder()
    await expect(plans(run).forget(id)).rejects.toThrow("names no plan")
    expect(commands).toEqual([])
  })
})

describe("GitHub's files", () => {
  it("get values that cannot end their own output", () => {
    const env = { GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") }
    writeOutput("a", "one\nb=2\nEOF", env)
    const [first, ...rest] = readFileSync(env.GITHUB_OUTPUT, "utf8").split("\n")
    const delimiter = /^a<<(end-[0-9a-f-]{36})$/.exec(first!)?.[1]
    expect(rest).toEqual(["one", "b=2", "EOF", delimiter, ""])
    addToSummary("**a**", env)
    addToSummary("b", env)
    expect(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8")).toBe("**a**\nb\n")
    expect(() => writeOutput("a", "b", {})).toThrow("GITHUB_OUTPUT is not set")
  })

  it("get text in a fence that it cannot end", () => {
    expect(fenced("a\n```\nb\n")).toBe("````\na\n```\nb\n````")
    expect(fenced("a", "diff")).toBe("```diff\na\n```")
  })

  it("get text that is cut between characters", () => {
    expect(shortened("ä\nö\nü", 5)).toBe("ä\n... and 2 more lines, which are in the job's log")
    expect(shortened("ä", 2)).toBe("ä")
  })
})

describe("run", () => {
  it("gives a command's output, and takes the exit codes that are expected", async () => {
    expect(await run("sh", ["-c", "cat; exit 2"], { input: "told", expected: [0, 2] })).toEqual({
      code: 2,
      stdout: "told"
    })
    await expect(run("sh", ["-c", "exit 3"])).rejects.toThrow(new CommandFailed("sh -c exit 3 ended with 3"))
    await expect(run("there-is-no-such-program", [])).rejects.toThrow("there-is-no-such-program could not be run")
  })
})
