import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { run } from "../deploy/Command.ts"
import { infraFolder, installGo } from "../deploy/Tools.ts"

/** https://github.com/rhysd/actionlint */
const version = "v1.7.7"

interface Step {
  readonly id?: string
  readonly if?: string
  readonly name?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly with?: Readonly<Record<string, unknown>>
  readonly env?: Readonly<Record<string, string>>
}

interface Job {
  readonly if?: string
  readonly uses?: string
  readonly needs?: string | ReadonlyArray<string>
  readonly environment?: string
  readonly permissions?: Readonly<Record<string, string>>
  readonly concurrency?: { readonly group: string; readonly "cancel-in-progress": boolean }
  readonly "timeout-minutes"?: number
  readonly outputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly steps?: ReadonlyArray<Step>
}

interface Workflow {
  readonly permissions: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly jobs: Readonly<Record<string, Job>>
}

const folder = join(infraFolder, "..", ".github", "workflows")
const actionsFolder = join(folder, "../actions")
const names = readdirSync(folder).filter((name) => name.endsWith(".yml"))
const actionNames = readdirSync(actionsFolder)

const workflows: Readonly<Record<string, Workflow>> = Object.fromEntries(
  names.map((name) => [name, parse(readFileSync(join(folder, name), "utf8"))])
)
const jobs: ReadonlyArray<readonly [string, Job]> = Object.entries(workflows).flatMap(([name, { jobs }]) =>
  Object.entries(jobs).map(([id, job]) => [`${name.replace(".yml", "")}/${id}`, job] as const)
)
const job = (name: string): Job => jobs.find(([found]) => found === name)![1]

/** The steps that the jobs share. */
const actions: Readonly<Record<string, ReadonlyArray<Step>>> = Object.fromEntries(
  actionNames.map((name) => [
    name,
    (parse(readFileSync(join(actionsFolder, name, "action.yml"), "utf8")) as { runs: { steps: ReadonlyArray<Step> } })
      .runs.steps
  ])
)

const withActions = [
  ...names.map((name) => join(folder, name)),
  ...actionNames.map((name) => join(actionsFolder, name, "action.yml"))
]

/** The steps of a job, with those of the actions that are in this repository. */
const stepsOf = ({ steps = [] }: Job): ReadonlyArray<Step> =>
  steps.flatMap((step) => actions[/^\.\/\.github\/actions\/(.+)$/.exec(step.uses ?? "")?.[1] ?? ""] ?? [step])

const commandsOf = (job: Job): string =>
  stepsOf(job)
    .map(({ run }) => run ?? "")
    .join("\n")

const allSteps = [...jobs.flatMap(([, { steps = [] }]) => steps), ...Object.values(actions).flat()]

/** A commit can be named by its whole hash alone: tags can be moved. The comment says which version that is. */
const pinned = /^(?:\.\/\S+|[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/

describe("the workflows", () => {
  it("are what docs/deploy.md describes", () => {
    expect(names.toSorted()).toEqual([
      "ci.yml",
      "deploy.yml",
      "drift.yml",
      "gradual.yml",
      "release.yml",
      "rollback.yml"
    ])
  })

  it("are clean by actionlint", { timeout: 300_000 }, async () => {
    const program = await installGo("actionlint", "github.com/rhysd/actionlint/cmd/actionlint", version)
    const { stdout } = await run(program, ["-no-color", ...names.map((name) => join(folder, name))], {
      expected: [0, 1]
    })
    expect(stdout).toBe("")
  })

  it.for(names)("%s grants nothing by default", (name) => {
    expect(workflows[name]?.permissions).toEqual({ contents: "read" })
  })

  it.for(withActions)("%s pins its actions by commit", (path) => {
    const uses = [...readFileSync(path, "utf8").matchAll(/uses: (.+)/g)].map(([, action]) => action)
    expect(uses.length).toBeGreaterThan(0)
    for (const action of uses) expect(action).toMatch(pinned)
  })

  it("run no program that is not there", () => {
    const programs = allSteps.flatMap(({ run = "" }) => [...run.matchAll(/\bnode (\S+\.ts)/g)].map(([, path]) => path!))
    expect(programs).toContain("operate/rollback.ts")
    for (const path of programs) expect(existsSync(join(infraFolder, path)), path).toBe(true)
  })

  it("have no values of others in their commands, where they would be commands themselves", () => {
    for (const { run = "" } of allSteps) expect(run).not.toContain("${{")
  })

  it("tell the stack which environment, and nothing else", () => {
    const all = [
      ...Object.values(workflows).map(({ env = {} }) => env),
      ...jobs.map(([, { env = {} }]) => env),
      ...allSteps.map(({ env = {} }) => env)
    ].flatMap((env) => Object.keys(env))
    expect(all).toContain("ENVIRONMENT")
    for (const name of all) {
      if (/^(?:GLISSADE|TF_VAR)_/.test(name)) expect(name).toBe("GLISSADE_ENVIRONMENT")
    }
    for (const { run = "" } of allSteps) expect(run).not.toMatch(/\b(?:GLISSADE|TF_VAR)_\w+=|GITHUB_ENV/)
    const variables = [
      ...names
        .map((name) => readFileSync(join(folder, name), "utf8"))
        .join("\n")
        .matchAll(/\bvars\.(\w+)/g)
    ]
    expect([...new Set(variables.map(([, name]) => name))].toSorted()).toEqual([
      "AWS_ROLE_ARN",
      "GLISSADE_DEPLOY",
      "GLISSADE_PUBLISH"
    ])
    expect(readFileSync(join(folder, "deploy.yml"), "utf8")).not.toContain("secrets.")
  })
})

const read = { contents: "read" }
const aws = { contents: "read", "id-token": "write" }
const pullRequest = { contents: "write", "pull-requests": "write" }

/** What each job may do. One without permissions of its own has the workflow's: it reads the repository. */
const rights: Readonly<Record<string, Job["permissions"]>> = {
  "ci/test": undefined,
  "deploy/test": undefined,
  "deploy/build": read,
  "deploy/plan": aws,
  "deploy/comment": { contents: "read", "pull-requests": "write" },
  "deploy/staging": aws,
  "deploy/plan-prod": aws,
  "deploy/prod": aws,
  "drift/build": read,
  "drift/plan": aws,
  "drift/report": { contents: "read", issues: "write" },
  "gradual/build": read,
  "gradual/release": aws,
  "gradual/pull-request": pullRequest,
  "release/test": undefined,
  "release/build": read,
  "release/release": { contents: "write" },
  "release/packages": aws,
  "rollback/build": read,
  "rollback/rollback": aws,
  "rollback/pull-request": pullRequest
}

describe("the jobs", () => {
  it("have the rights that they need and no more", () => {
    expect(Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions]))).toEqual(rights)
  })

  it("install no package where they may write to the repository", () => {
    for (const [name, job] of jobs) {
      if (!Object.entries(job.permissions ?? {}).some(([what, right]) => what !== "id-token" && right === "write"))
        continue
      expect(commandsOf(job), name).not.toMatch(/\bnp[mx]\b/)
      expect(JSON.stringify(stepsOf(job)), name).not.toMatch(/download-artifact.*(?:"built"|npm )/)
    }
  })

  it("leave the token in no working tree but those that push", () => {
    for (const [name, job] of jobs) {
      for (const { uses = "", with: given = {} } of job.steps ?? []) {
        if (!uses.startsWith("actions/checkout@") || name === "ci/test") continue
        expect(given["persist-credentials"], name).toBe(job.permissions?.["contents"] === "write" ? undefined : false)
      }
    }
  })

  it("end in time", () => {
    for (const [name, job] of jobs)
      if (job.uses === undefined) expect(job["timeout-minutes"], name).toBeTypeOf("number")
  })

  it("sign in to AWS in an environment of GitHub alone, which the role's trust names", () => {
    for (const [name, job] of jobs) {
      const signsIn = stepsOf(job).some(({ uses = "" }) => uses.startsWith("aws-actions/configure-aws-credentials@"))
      expect(job.environment !== undefined, name).toBe(signsIn)
    }
    expect(job("deploy/plan").environment).toBe("plan-staging")
    expect(job("deploy/plan-prod").environment).toBe("plan-prod")
    expect(job("drift/plan").environment).toBe("plan-${{ matrix.environment }}")
  })

  it("deploy an environment one after another, and none is ended in the middle", () => {
    const deploying = jobs.filter(([, job]) => /cdktf deploy|plan\.ts \S+ apply/.test(commandsOf(job)))
    expect(Object.fromEntries(deploying.map(([name, { concurrency }]) => [name, concurrency]))).toEqual({
      "deploy/staging": { group: "deploy-staging", "cancel-in-progress": false },
      "deploy/prod": { group: "deploy-prod", "cancel-in-progress": false },
      "gradual/release": { group: "deploy-${{ inputs.environment }}", "cancel-in-progress": false },
      "rollback/rollback": { group: "deploy-${{ inputs.environment }}", "cancel-in-progress": false }
    })
  })

  it("touch AWS only where that is switched on", () => {
    for (const name of ["deploy", "drift", "gradual", "rollback"]) {
      expect(job(`${name}/build`).if).toContain("vars.GLISSADE_DEPLOY == 'on'")
      for (const [id, { environment, needs }] of jobs) {
        if (!id.startsWith(`${name}/`) || environment === undefined) continue
        const waitsFor = [needs ?? []].flat()
        expect(
          waitsFor.some((one) => one === "build" || one === "staging" || one === "plan-prod"),
          id
        ).toBe(true)
      }
    }
    for (const name of ["drift", "gradual", "rollback"]) {
      expect(job(`${name}/build`).if).toContain("github.ref == 'refs/heads/main'")
    }
  })
})

describe("a plan", () => {
  it("is uploaded nowhere but to the state's bucket", () => {
    const uploads = allSteps.filter(({ uses = "" }) => /upload-|\/cache@/.test(uses))
    expect(uploads.map(({ with: given }) => given?.["name"] ?? given?.["path"])).toEqual([
      "infra-cdktf/.cache",
      "release",
      "~/.cache/glissade",
      "built"
    ])
    expect(actions["build"]?.at(-1)?.with?.["path"]).toBe("dist/lambda/manifest.json\ndist/lambda/*.zip\n")
    // Plans are beside what is uploaded, not in it.
    const files = allSteps.flatMap(({ run = "" }) => [...run.matchAll(/\S*\.tfplan\S*/g)].map(([file]) => file))
    expect(files.length).toBeGreaterThan(4)
    for (const file of files) expect(file).toMatch(/^"\$RUNNER_TEMP\/[a-z]+\.tfplan"$/)
  })

  it("of prod is applied as it was shown: by its hash, with the same bundles", () => {
    const planned = job("deploy/plan-prod")
    expect(planned.outputs).toEqual({
      changed: "${{ steps.plan.outputs.changed }}",
      id: "${{ github.run_id }}-${{ github.run_attempt }}",
      sha256: "${{ steps.keep.outputs.sha256 }}"
    })
    const { steps: kept = [] } = planned
    expect(kept.flatMap(({ run }) => run ?? [])).toEqual([
      'node operate/plan.ts prod make "$RUNNER_TEMP/prod.tfplan" --github',
      'node operate/plan.ts prod keep "$RUNNER_TEMP/prod.tfplan" "$PLAN_ID" --github'
    ])
    expect(kept.find(({ id }) => id === "keep")?.env).toEqual({ PLAN_ID: planned.outputs?.["id"] })

    const applied = job("deploy/prod")
    expect(applied.needs).toBe("plan-prod")
    expect(applied.environment).toBe("prod")
    expect(applied.env).toEqual({
      PLAN_ID: "${{ needs.plan-prod.outputs.id }}",
      PLAN_SHA256: "${{ needs.plan-prod.outputs.sha256 }}"
    })
    const { steps = [] } = applied
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual([
      'node operate/plan.ts prod fetch "$RUNNER_TEMP/prod.tfplan" "$PLAN_ID" "$PLAN_SHA256"',
      'node operate/plan.ts prod apply "$RUNNER_TEMP/prod.tfplan"',
      'node operate/plan.ts prod forget "$PLAN_ID"'
    ])
    expect(steps.at(-1)?.if).toBe("always() && steps.fetch.outcome == 'success'")
    expect(commandsOf(applied)).not.toContain("cdktf deploy")
    const built = ({ steps = [] }: Job) => steps.find(({ uses }) => uses === "./.github/actions/stack")?.with
    expect(built(applied)).toEqual(built(planned))
    expect(actions["stack"]?.find(({ uses = "" }) => uses.includes("download-artifact"))?.with).toEqual({
      name: "built",
      path: "dist/lambda"
    })
  })

  it("of a pull request runs its code with a role that may read, and tells of it by the code of main", () => {
    expect(commandsOf(job("deploy/plan"))).not.toMatch(/deploy|apply|keep/)
    expect(job("deploy/comment").steps?.[0]?.with?.["ref"]).toBe("${{ github.event.pull_request.base.sha }}")
  })
})
