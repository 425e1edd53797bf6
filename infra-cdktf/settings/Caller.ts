import { join, resolve } from "node:path"
import { InvalidSettings } from "./EnvironmentFile.ts"

/** What comes from the shell of whoever deploys: which environment, and folders. All else is in the environment's file. */
export interface Caller {
  readonly environment: string
  /** The folder with the environments' files. */
  readonly environmentsFolder: string
  /** The folder with the Lambda bundles and their `manifest.json`. */
  readonly lambdaFolder: string
  /** An emulator in place of AWS, as every AWS tool reads it. */
  readonly endpointUrl: string | null
}

const variables = ["GLISSADE_ENVIRONMENT", "GLISSADE_ENVIRONMENTS_FOLDER", "GLISSADE_LAMBDA_FOLDER"] as const

/** Reads the variables of `docs/deploy.md`. One that begins with `GLISSADE_` and is none of them is refused: it is a typing error. */
export const readCaller = (env: NodeJS.ProcessEnv, folder = join(import.meta.dirname, "..")): Caller => {
  const problems = Object.keys(env)
    .filter((name) => name.startsWith("GLISSADE_") && !(variables as ReadonlyArray<string>).includes(name))
    .map(
      (name) =>
        `${name} is no variable of the stack: there are ${variables.join(", ")}. All else is set in the environment's file`
    )
  const read = (name: string) => (env[name] === "" ? undefined : env[name])
  const endpointUrl = read("AWS_ENDPOINT_URL")?.replace(/\/+$/, "") ?? null
  if (endpointUrl !== null && !/^https?:$/.test(URL.canParse(endpointUrl) ? new URL(endpointUrl).protocol : "")) {
    problems.push(`AWS_ENDPOINT_URL is ${JSON.stringify(endpointUrl)}: it must be a URL with https: or http:`)
  }
  if (problems.length > 0) throw new InvalidSettings(problems)
  const path = (name: (typeof variables)[number], byDefault: string) => resolve(read(name) ?? join(folder, byDefault))
  return {
    environment: read("GLISSADE_ENVIRONMENT") ?? "dev",
    environmentsFolder: path("GLISSADE_ENVIRONMENTS_FOLDER", "environments"),
    lambdaFolder: path("GLISSADE_LAMBDA_FOLDER", "../dist/lambda"),
    endpointUrl
  }
}
