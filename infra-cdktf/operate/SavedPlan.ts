import { createHash } from "node:crypto"
import { readFileSync, rmSync } from "node:fs"
import { join, resolve } from "node:path"
import { Failure } from "./CommandLine.ts"
import { fenced, mostBytes, shortened } from "./GitHubFiles.ts"
import { deployVariables } from "./PinCommand.ts"
import type { StatePlace } from "./StateBucket.ts"
import type { CommandOptions, Run } from "./Subprocess.ts"
import type { Target } from "./Target.ts"

/** The folder in which cdktf runs. */
const infraFolder = join(import.meta.dirname, "..")

/** What commands run with. */
export interface Shell {
  readonly run: Run
  readonly env: NodeJS.ProcessEnv
}

/** One change of a plan: where and what, and no value. */
export interface Change {
  readonly address: string
  readonly actions: ReadonlyArray<string>
}

/** A plan as it is shown. */
export interface ShownPlan {
  /** Terraform's own text, in which sensitive values are hidden. */
  readonly text: string
  readonly changes: ReadonlyArray<Change>
  /** Whether an apply would change anything; an output is enough. */
  readonly changed: boolean
}

interface PlanJson {
  readonly resource_changes?: ReadonlyArray<{
    readonly address: string
    readonly change: { readonly actions: ReadonlyArray<string> }
  }>
}

/** The changes in what `terraform show -json` prints of a plan. */
export const changesOf = (json: string): ReadonlyArray<Change> =>
  ((JSON.parse(json) as PlanJson).resource_changes ?? [])
    .map(({ address, change: { actions } }) => ({ address, actions }))
    .filter(({ actions }) => actions.some((action) => action !== "no-op" && action !== "read"))

/** The plan as Markdown, cut to some bytes. */
export const planMarkdown = (environment: string, text: string, most: number = mostBytes.summary): string => {
  const summary = /^(?:Plan:.*|No changes\..*)$/m.exec(text)?.[0] ?? "Plan"
  const shown = fenced(shortened(text, most))
  return `**${environment}: ${summary}**\n\n<details><summary>Terraform</summary>\n\n${shown}\n\n</details>`
}

type Place = Pick<Target, "environment" | "folder" | "prefix">

/** A folder with the synthesized stack in which Terraform is initialized. */
export class SynthesizedStack {
  readonly #shell: Shell
  readonly #folder: string

  private constructor(shell: Shell, folder: string) {
    this.#shell = shell
    this.#folder = folder
  }

  /** Synthesizes an environment into a folder and initializes Terraform there. */
  static async make(place: Place, output: string, { env, run }: Shell): Promise<SynthesizedStack> {
    const variables = { ...env, ...deployVariables(place, env) }
    await run("npx", ["cdktf", "synth", "--output", resolve(output)], { cwd: infraFolder, env: variables })
    const stack = new SynthesizedStack({ env, run }, join(resolve(output), "stacks", place.prefix))
    await stack.#terraform(["init", "-input=false", "-no-color"])
    return stack
  }

  /** Saves a plan in a file. It takes no lock: whoever plans need not be able to write the state. */
  async plan(file: string): Promise<ShownPlan> {
    const path = resolve(file)
    const args = ["plan", "-input=false", "-no-color", "-lock=false", "-detailed-exitcode", `-out=${path}`]
    const { code } = await this.#terraform(args, { expected: [0, 2] })
    const { stdout: text } = await this.#terraform(["show", "-no-color", path])
    const { stdout: json } = await this.#terraform(["show", "-json", path])
    return { text, changes: changesOf(json), changed: code === 2 }
  }

  /** Applies a saved plan as it is. Terraform refuses one that is older than the state. */
  async apply(file: string): Promise<void> {
    await this.#terraform(["apply", "-input=false", "-no-color", resolve(file)], { show: true })
  }

  #terraform(args: ReadonlyArray<string>, options: CommandOptions = {}) {
    const { env, run } = this.#shell
    return run(env["TERRAFORM_BINARY_NAME"] ?? "terraform", args, { cwd: this.#folder, env, ...options })
  }
}

/** What can name a plan: the run of a workflow and its attempt. */
const planId = /^[0-9]{1,20}-[0-9]{1,6}$/

const sha256Of = (path: string): string => createHash("sha256").update(readFileSync(path)).digest("hex")

/**
 * Plans that wait in the state's bucket until somebody approves them. A plan holds secrets as the state does, so it is nowhere else, and
 * all versions of it are deleted in the end.
 */
export class WaitingPlans {
  readonly #place: StatePlace
  readonly #shell: Shell

  /** The shell has the credentials of whoever may read and write the bucket. */
  constructor(place: StatePlace, shell: Shell) {
    this.#place = place
    this.#shell = shell
  }

  /** Puts a plan into the bucket, and returns its SHA-256. */
  async keep(file: string, id: string): Promise<string> {
    const { kmsKeyId } = this.#place
    const encryption = kmsKeyId === undefined ? ["--sse", "AES256"] : ["--sse", "aws:kms", "--sse-kms-key-id", kmsKeyId]
    await this.#aws("s3", "cp", resolve(file), this.#url(id), "--only-show-errors", ...encryption)
    return sha256Of(file)
  }

  /** Gets a plan, and refuses one that is not the plan of the hash. */
  async fetch(file: string, id: string, sha256: string): Promise<void> {
    await this.#aws("s3", "cp", this.#url(id), resolve(file), "--only-show-errors")
    const found = sha256Of(file)
    if (found === sha256) return
    rmSync(file)
    throw new Failure(`${this.#url(id)} is not the plan that was shown: its SHA-256 is ${found}, and not ${sha256}`)
  }

  /** Deletes a plan with all its versions. */
  async forget(id: string): Promise<void> {
    const Key = this.#key(id)
    const bucket = ["--bucket", this.#place.bucket]
    const listed = await this.#aws("s3api", "list-object-versions", ...bucket, "--prefix", Key, "--output", "json")
    type Listed = Readonly<Record<string, ReadonlyArray<{ readonly Key: string; readonly VersionId: string }> | null>>
    const { DeleteMarkers, Versions } = JSON.parse(listed === "" ? "{}" : listed) as Listed
    for (const version of [...(Versions ?? []), ...(DeleteMarkers ?? [])]) {
      if (version.Key !== Key) continue
      await this.#aws("s3api", "delete-object", ...bucket, "--key", Key, "--version-id", version.VersionId)
    }
  }

  #key(id: string): string {
    if (!planId.test(id)) throw new Failure(`${id} names no plan: it must be a run and its attempt, such as 123456-1`)
    return `${this.#place.plans}${id}.tfplan`
  }

  #url(id: string): string {
    return `s3://${this.#place.bucket}/${this.#key(id)}`
  }

  async #aws(...args: ReadonlyArray<string>): Promise<string> {
    const { env, run } = this.#shell
    return (await run("aws", [...args, "--region", this.#place.region], { env })).stdout
  }
}
