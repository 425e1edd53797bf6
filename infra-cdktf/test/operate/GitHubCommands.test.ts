import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Desk } from "../../operate/GitHubCommands.ts"
import { commentPlan, propose, reportDrift, showChange } from "../../operate/GitHubCommands.ts"
import type { Run } from "../../operate/Subprocess.ts"
import { run } from "../../operate/Subprocess.ts"

let folder: string
let said: Array<{ readonly command: string; readonly input: string | undefined }>

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "glissade-github-"))
  said = []
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Git is real, and `gh` answers from functions by the beginning of its arguments. */
const desk = (answers: Readonly<Record<string, string>> = {}): Desk => {
  const fake: Run = async (command, args, options) => {
    if (command === "git") return run(command, args, options)
    const line = args.join(" ")
    said.push({ command: line, input: options?.input === "" ? undefined : options?.input })
    return { code: 0, stdout: Object.entries(answers).find(([beginning]) => line.startsWith(beginning))?.[1] ?? "" }
  }
  const env = { ...process.env, GITHUB_OUTPUT: join(folder, "output"), GITHUB_STEP_SUMMARY: join(folder, "summary") }
  return { run: fake, env, folder: join(folder, "clone") }
}

describe("commentPlan", () => {
  const find = `api --paginate repos/{owner}/{repo}/issues/7/comments --jq .[] | select(.body | startswith("<!-- glissade-plan staging -->")) | .id`

  it("makes one comment, and changes it from then on", async () => {
    await commentPlan(desk(), "staging", "7", "the plan")
    await commentPlan(desk({ "api --paginate": "11\n12\n" }), "staging", "7", "the plan")
    const input = "<!-- glissade-plan staging -->\nthe plan\n"
    expect(said).toEqual([
      { command: find, input: undefined },
      { command: "api --silent -X POST repos/{owner}/{repo}/issues/7/comments -F body=@-", input },
      { command: find, input: undefined },
      { command: "api --silent -X PATCH repos/{owner}/{repo}/issues/comments/11 -F body=@-", input }
    ])
  })
})

describe("reportDrift", () => {
  const changes = [{ address: "aws_sqs_queue.a", actions: ["update"] }]
  const others = [{ number: 1, title: "Drift in prod-eu" }]
  const open = JSON.stringify([...others, { number: 2, title: "Drift in prod" }])
  const commands = () => said.map(({ command }) => command.replace(/ --json .*| --state .*/, ""))

  it("opens an issue with addresses and actions", async () => {
    const answers = { "issue list": JSON.stringify(others), "issue create": "https://github.com/o/r/issues/3\n" }
    expect(await reportDrift(desk(answers), "prod", true, changes)).toBe("https://github.com/o/r/issues/3")
    expect(commands()).toEqual(["issue list", "issue create --title Drift in prod --body-file -"])
    expect(said[1]?.input).toContain("```\nupdate aws_sqs_queue.a\n```")
  })

  it("comments on the open one, and says nothing twice", async () => {
    const first = desk({ "issue list": "[]" })
    await reportDrift(first, "prod", true, changes)
    const body = said[1]!.input!.replaceAll("\n", "\r\n")
    const replies = [{ body: "I look at it" }]
    said = []
    const view = JSON.stringify({ body, comments: replies })
    await reportDrift(desk({ "issue list": open, "issue view": view }), "prod", true, changes)
    expect(commands()).toEqual(["issue list", "issue view 2"])
    said = []
    const more = [...changes, { address: "aws_sqs_queue.b", actions: ["delete", "create"] }]
    await reportDrift(desk({ "issue list": open, "issue view": view }), "prod", true, more)
    expect(commands()).toEqual(["issue list", "issue view 2", "issue comment 2 --body-file -"])
    expect(said[2]?.input).toContain("delete and create aws_sqs_queue.b")
  })

  it("closes the open one when there is no drift", async () => {
    await reportDrift(desk({ "issue list": open }), "prod", false, [])
    expect(commands()).toEqual(["issue list", "issue close 2 --comment There is no drift in prod any more."])
    said = []
    await reportDrift(desk({ "issue list": JSON.stringify(others) }), "prod", false, [])
    expect(commands()).toEqual(["issue list"])
  })

  it("tells of outputs that would change alone", async () => {
    await reportDrift(desk({ "issue list": "[]" }), "prod", true, [])
    expect(said[1]?.input).toContain("It would change outputs alone.")
  })
})

describe("a changed environment", () => {
  const file = "infra-cdktf/environments/prod.json"
  const git = (...args: ReadonlyArray<string>) =>
    execFileSync("git", args, { cwd: join(folder, "clone"), encoding: "utf8" })

  beforeEach(() => {
    const clone = join(folder, "clone")
    mkdirSync(join(clone, "infra-cdktf/environments"), { recursive: true })
    execFileSync("git", ["init", "--quiet", "--bare", join(folder, "remote")])
    git("init", "--quiet", "--initial-branch", "main")
    writeFileSync(join(clone, file), "{}\n")
    writeFileSync(join(clone, "other"), "as it was\n")
    git("add", ".")
    git("-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "--message", "first")
    git("remote", "add", "origin", join(folder, "remote"))
    git("push", "--quiet", "origin", "main")
  })

  it("is shown and given out", async () => {
    expect(await showChange(desk(), "prod")).toBe(false)
    writeFileSync(join(folder, "clone", file), '{"service":{}}\n')
    expect(await showChange(desk(), "prod")).toBe(true)
    expect(readFileSync(join(folder, "summary"), "utf8")).toMatch(
      /is as on `main`[^]*```diff[^]*\n-\{\}\n\+\{"service":\{\}\}\n```\n$/
    )
    expect(readFileSync(join(folder, "output"), "utf8")).toMatch(
      /^changed<<.*\nfalse\n[^]*\nchanged<<.*\ntrue\n.*\nfile<<.*\n\{"service":\{\}\}\n\n/m
    )
    await expect(showChange(desk(), "../main")).rejects.toThrow("no environment's name")
  })

  it("becomes a pull request with that file alone", async () => {
    const proposal = { branch: "rollback-prod-1-1", title: "Roll prod back", body: "Why" }
    expect(await propose(desk(), "prod", proposal)).toBe("main says so already")
    expect(said).toEqual([])
    writeFileSync(join(folder, "clone", file), '{"service":{}}\n')
    writeFileSync(join(folder, "clone/other"), "changed\n")
    await propose(desk({ "pr create": "https://github.com/o/r/pull/4\n" }), "prod", proposal)
    expect(said).toEqual([
      {
        command: "pr create --base main --head rollback-prod-1-1 --title Roll prod back --body-file -",
        input: "Why"
      }
    ])
    expect(
      git("--git-dir", join(folder, "remote"), "show", "--format=%an %s", "--name-only", "rollback-prod-1-1")
    ).toBe(`github-actions[bot] Roll prod back\n\n${file}\n`)
  })
})
