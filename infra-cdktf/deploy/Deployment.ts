import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { run } from "./Command.ts"
import type { Emulator } from "./Emulator.ts"
import { credentials, region } from "./Emulator.ts"
import {
  binFolder,
  cacheFolder,
  infraFolder,
  readJson,
  terraformEnvironment,
  terraformProgram,
  withPath
} from "./Tools.ts"

export interface Outputs {
  readonly release: string
  readonly http_endpoint: string
  readonly websocket_endpoint: string
  readonly execution_queue_url: string
  readonly dead_letter_queue_url: string
  readonly web_url: string
  readonly dashboard_url: string
  readonly distribution_id: string
  readonly http_api_id: string
  readonly websocket_api_id: string
}

/** Settings of an environment: what its file has under "service", and further fields under "deployment". */
export interface Settings {
  readonly service?: Readonly<Record<string, unknown>>
  readonly deployment?: Readonly<Record<string, unknown>>
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

/** The stack on the emulator, deployed by the commands of `docs/deploy.md` with an environment's file and the location of AWS. */
export class Deployment {
  readonly #emulator: Emulator
  readonly #env: NodeJS.ProcessEnv
  /** A folder for state and synthesized files: separate from a developer's own deployment and from concurrent runs. */
  readonly #folder: string

  readonly #environment: string
  readonly #stackName: string

  constructor(emulator: Emulator, environment = "dev") {
    this.#emulator = emulator
    this.#environment = environment
    this.#stackName = `glissade-${environment}`
    const { HOME, PATH, TERRAFORM_BINARY_NAME = terraformProgram() } = process.env
    this.#env = withPath({
      HOME,
      PATH,
      TERRAFORM_BINARY_NAME,
      CI: "1",
      ...terraformEnvironment(),
      ...credentials,
      AWS_ENDPOINT_URL: emulator.url,
      GLISSADE_ENVIRONMENT: environment
    })
    mkdirSync(cacheFolder, { recursive: true })
    this.#folder = mkdtempSync(join(cacheFolder, "run-"))
    this.#env["GLISSADE_ENVIRONMENTS_FOLDER"] = this.#folder
  }

  /** Writes the environment's file. */
  write({ deployment = {}, service = {} }: Settings): void {
    const file = { deployment: { region, ...deployment }, service }
    writeFileSync(join(this.#folder, `${this.#environment}.json`), JSON.stringify(file))
  }

  /** The variables of a shell in which its commands run. */
  get env(): NodeJS.ProcessEnv {
    return this.#env
  }

  /** Deploys with the settings, which stay until the next deployment. */
  deploy(settings: Settings = {}): Promise<Outputs> {
    this.write(settings)
    return this.deployFile()
  }

  /** Deploys with the environment's file as it is, from a folder with other bundles if one is given. */
  async deployFile(lambdaFolder?: string): Promise<Outputs> {
    if (lambdaFolder !== undefined) this.#env["GLISSADE_LAMBDA_FOLDER"] = lambdaFolder
    const outputs = join(this.#folder, "outputs.json")
    const deploy = (triesLeft: number): Promise<void> =>
      this.#cdktf("deploy", "--outputs-file", outputs).catch(async (error: unknown) => {
        if (triesLeft === 0) throw error
        await this.#removeLateLogs(error)
        await deploy(triesLeft - 1)
      })
    await deploy(2)
    return (readJson(outputs) as Record<string, Outputs>)[this.#stackName]!
  }

  destroy(): Promise<void> {
    return this.#cdktf("destroy")
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

  /**
   * A function writes the last line of its last run after Terraform has removed its log group, which makes the group anew; a deployment that
   * has the function again then finds it there. Removes such groups; any other failure stays one.
   */
  async #removeLateLogs(error: unknown): Promise<void> {
    const late = /creating CloudWatch Logs Log Group \(([^)]+)\)[^]{1,400}?ResourceAlreadyExistsException/g
    const groups = [...String(error).matchAll(late)].map(([, name]) => name!)
    if (groups.length === 0) throw error
    for (const logGroupName of groups) await this.#emulator.call("Logs_20140328.DeleteLogGroup", { logGroupName })
  }

  async #cdktf(command: "deploy" | "destroy", ...args: ReadonlyArray<string>): Promise<void> {
    const all = [
      command,
      "*",
      "--auto-approve",
      "--skip-provider-lock",
      "--output",
      join(this.#folder, "cdktf.out"),
      ...args
    ]
    await run(join(binFolder, "cdktf"), all, { cwd: infraFolder, env: this.#env })
  }

  async #terraform(args: ReadonlyArray<string>, expected: ReadonlyArray<number> = [0]): Promise<string> {
    const cwd = join(this.#folder, "cdktf.out", "stacks", this.#stackName)
    const { stdout } = await run(String(this.#env.TERRAFORM_BINARY_NAME), args, { cwd, env: this.#env, expected })
    return stdout
  }
}
