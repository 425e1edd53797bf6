import { mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { join } from "node:path"
import { run } from "./Command.ts"
import type { Emulator } from "./Emulator.ts"
import { credentials } from "./Emulator.ts"
import {
  binFolder,
  cacheFolder,
  infraFolder,
  readJson,
  terraformEnvironment,
  terraformProgram,
  withPath
} from "./Tools.ts"

const stackName = "glissade-dev"

export interface Outputs {
  readonly http_endpoint: string
  readonly websocket_endpoint: string
  readonly execution_queue_url: string
  readonly dead_letter_queue_url: string
  readonly web_url: string
  readonly dashboard_url: string
}

interface ResourceChange {
  readonly address: string
  readonly type: string
  readonly change: {
    readonly actions: ReadonlyArray<string>
    readonly before: Readonly<Record<string, unknown>> | null
    readonly after: Readonly<Record<string, unknown>> | null
  }
}

/** A planned change of an existing resource. */
export interface Drift {
  readonly type: string
  readonly actions: ReadonlyArray<string>
  readonly attributes: ReadonlyArray<string>
}

/** The stack on the emulator, deployed by the commands of `docs/deploy.md` with no settings but the location of AWS. */
export class Deployment {
  readonly #env: NodeJS.ProcessEnv
  /** A folder for state and synthesized files: separate from a developer's own deployment and from concurrent runs. */
  readonly #folder: string

  constructor(emulator: Emulator) {
    const { HOME, PATH, TERRAFORM_BINARY_NAME = terraformProgram() } = process.env
    this.#env = withPath({
      HOME,
      PATH,
      TERRAFORM_BINARY_NAME,
      CI: "1",
      ...terraformEnvironment(),
      ...credentials,
      AWS_ENDPOINT_URL: emulator.url
    })
    mkdirSync(cacheFolder, { recursive: true })
    this.#folder = mkdtempSync(join(cacheFolder, "run-"))
  }

  /** Deploys, with further variables if given. */
  async deploy(variables: Readonly<Record<string, string>> = {}): Promise<Outputs> {
    const outputs = join(this.#folder, "outputs.json")
    await this.#cdktf("deploy", variables, "--outputs-file", outputs)
    return (readJson(outputs) as Record<typeof stackName, Outputs>)[stackName]
  }

  destroy(): Promise<void> {
    return this.#cdktf("destroy", {})
  }

  /** Removes its folder. */
  forget(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** What another apply would change. */
  async plan(): Promise<ReadonlyArray<Drift>> {
    const plan = join(this.#folder, "second.tfplan")
    await this.#terraform(["plan", "-input=false", "-detailed-exitcode", `-out=${plan}`], [0, 2])
    const shown = JSON.parse(await this.#terraform(["show", "-json", plan])) as {
      readonly resource_changes: ReadonlyArray<ResourceChange>
    }
    return shown.resource_changes
      .filter(({ change }) => change.actions.some((action) => action !== "no-op" && action !== "read"))
      .map(({ change: { actions, after, before }, type }) => ({
        type,
        actions,
        attributes: Object.keys(after ?? {})
          .filter((name) => JSON.stringify(after?.[name]) !== JSON.stringify(before?.[name]))
          .toSorted()
      }))
  }

  /** The addresses of the resources in Terraform's state. */
  async resources(): Promise<ReadonlyArray<string>> {
    const listed = await this.#terraform(["state", "list"], [0, 1])
    return listed.split("\n").filter((line) => line !== "")
  }

  async #cdktf(
    command: "deploy" | "destroy",
    variables: Readonly<Record<string, string>>,
    ...args: ReadonlyArray<string>
  ): Promise<void> {
    const all = [
      command,
      "*",
      "--auto-approve",
      "--skip-provider-lock",
      "--output",
      join(this.#folder, "cdktf.out"),
      ...args
    ]
    await run(join(binFolder, "cdktf"), all, { cwd: infraFolder, env: { ...this.#env, ...variables } })
  }

  async #terraform(args: ReadonlyArray<string>, expected: ReadonlyArray<number> = [0]): Promise<string> {
    const cwd = join(this.#folder, "cdktf.out", "stacks", stackName)
    const { stdout } = await run(String(this.#env.TERRAFORM_BINARY_NAME), args, { cwd, env: this.#env, expected })
    return stdout
  }
}
