import { readFileSync } from "node:fs"
import { join } from "node:path"
import { addToSummary, fenced, mostBytes, shortened, writeOutput } from "./GitHubFiles.ts"
import type { Run } from "./Subprocess.ts"

/** The repository's folder. */
const repository = join(import.meta.dirname, "../..")

/** What the commands below work with. Git runs in `folder`, and GitHub's command line finds repository and token in `env`. */
export interface Desk {
  readonly run: Run
  readonly env: NodeJS.ProcessEnv
  readonly folder?: string
}

const gh = async ({ env, run }: Desk, args: ReadonlyArray<string>, input = ""): Promise<string> =>
  (await run("gh", args, { env, input })).stdout

const git = async ({ env, folder = repository, run }: Desk, ...args: ReadonlyArray<string>): Promise<string> =>
  (await run("git", args, { env, cwd: folder })).stdout

const comments = "repos/{owner}/{repo}/issues"

/** Shows a plan at a pull request: one comment for each environment, which changes with the pull request. */
export const commentPlan = async (
  desk: Desk,
  environment: string,
  pullRequest: string,
  plan: string
): Promise<void> => {
  const marker = `<!-- glissade-plan ${environment} -->`
  const body = `${marker}\n${plan}\n`
  const ours = `.[] | select(.body | startswith("${marker}")) | .id`
  const found = await gh(desk, ["api", "--paginate", `${comments}/${pullRequest}/comments`, "--jq", ours])
  const id = found.split("\n").find((line) => line !== "")
  const target =
    id === undefined ? ["POST", `${comments}/${pullRequest}/comments`] : ["PATCH", `${comments}/comments/${id}`]
  await gh(desk, ["api", "--silent", "-X", ...target, "-F", "body=@-"], body)
}

/** A change of a plan, as `plan.ts` gives it out. */
interface Change {
  readonly address: string
  readonly actions: ReadonlyArray<string>
}

interface Issue {
  readonly number: number
  readonly title: string
}

interface Said {
  readonly body: string
  readonly comments: ReadonlyArray<{ readonly body: string }>
}

/** The text of an issue about drift: addresses and actions, and no value. */
const driftText = (environment: string, changes: ReadonlyArray<Change>): string => {
  const lines = changes.map(({ actions, address }) => `${actions.join(" and ")} ${address}`).join("\n")
  const what = lines === "" ? "It would change outputs alone." : fenced(shortened(lines, mostBytes.comment))
  return `A deployment of \`main\` would change ${environment}:

${what}

Either somebody changed ${environment} by hand, or something on \`main\` is not deployed. What would change is in the log of the job, and
\`GLISSADE_ENVIRONMENT=${environment} npx cdktf diff\` shows it. This issue is closed once there is no difference.`
}

/** Keeps one open issue while an environment differs from what is described, and closes it afterwards. */
export const reportDrift = async (
  desk: Desk,
  environment: string,
  changed: boolean,
  changes: ReadonlyArray<Change>
): Promise<string> => {
  const title = `Drift in ${environment}`
  const listed = await gh(desk, ["issue", "list", "--state", "open", "--limit", "1000", "--json", "number,title"])
  const open = (JSON.parse(listed) as ReadonlyArray<Issue>).find((issue) => issue.title === title)
  if (!changed) {
    if (open === undefined) return `no drift in ${environment}`
    await gh(desk, [
      "issue",
      "close",
      String(open.number),
      "--comment",
      `There is no drift in ${environment} any more.`
    ])
    return `issue ${open.number} is closed`
  }
  const text = driftText(environment, changes)
  if (open === undefined) {
    return (await gh(desk, ["issue", "create", "--title", title, "--body-file", "-"], text)).trim()
  }
  const number = String(open.number)
  const said = JSON.parse(await gh(desk, ["issue", "view", number, "--json", "body,comments"])) as Said
  const last = said.comments.findLast(({ body }) => body.startsWith("A deployment of"))?.body ?? said.body
  // GitHub gives back lines as browsers send them.
  if (last.replaceAll("\r\n", "\n").trim() === text.trim()) return `issue ${number} says so already`
  await gh(desk, ["issue", "comment", number, "--body-file", "-"], text)
  return `issue ${number} has a comment`
}

/** The environment's file in the repository. */
export const environmentFile = (environment: string): string => {
  if (!/^[a-z][a-z0-9-]{0,11}$/.test(environment)) throw new Error(`${environment} is no environment's name`)
  return `infra-cdktf/environments/${environment}.json`
}

/** Shows in the job's summary how an environment's file was changed, and gives out whether it was. */
export const showChange = async (desk: Desk, environment: string): Promise<boolean> => {
  const file = environmentFile(environment)
  const diff = await git(desk, "diff", "--no-color", "--no-ext-diff", "--", file)
  const changed = diff !== ""
  const what = changed ? `\`${file}\`:\n\n${fenced(diff, "diff")}` : `\`${file}\` is as on \`main\`.`
  addToSummary(what, desk.env)
  writeOutput("changed", String(changed), desk.env)
  writeOutput("file", changed ? readFileSync(join(desk.folder ?? repository, file), "utf8") : "", desk.env)
  return changed
}

/** What a pull request is to say. */
export interface Proposal {
  readonly branch: string
  readonly title: string
  readonly body: string
}

const author = [
  "-c",
  "user.name=github-actions[bot]",
  "-c",
  "user.email=41898282+github-actions[bot]@users.noreply.github.com"
]

/** Opens a pull request with a changed file of an environment, so that the next deployment of `main` does not undo it. */
export const propose = async (desk: Desk, environment: string, { body, branch, title }: Proposal): Promise<string> => {
  if ((await git(desk, "status", "--porcelain", "--", environmentFile(environment))) === "")
    return "main says so already"
  await git(desk, "switch", "--create", branch)
  await git(desk, ...author, "commit", "--message", title, "--", environmentFile(environment))
  await git(desk, "push", "origin", `HEAD:refs/heads/${branch}`)
  const args = ["pr", "create", "--base", "main", "--head", branch, "--title", title, "--body-file", "-"]
  return (await gh(desk, args, body)).trim()
}
