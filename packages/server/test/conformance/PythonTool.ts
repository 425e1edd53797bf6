import { spawnSync } from "node:child_process"
import { arePythonModulesInstalled } from "../../../../infra-cdktf/deploy/Tools.ts"

const isCi = process.env.CI !== undefined

const hasPython = spawnSync("python3", ["--version"]).status === 0

/**
 * Why a check with a tool of Python's is left out; `undefined` where it runs. Where `CI` is set it always runs: a Python that is missing
 * there is a failure.
 */
export const leftOut = (name: string, requirements: ReadonlyArray<string>): string | undefined => {
  if (isCi) return undefined
  if (!hasPython) return "left out: there is no python3 here"
  return arePythonModulesInstalled(name, requirements)
    ? undefined
    : `left out: ${name} is not installed; CI=1 installs it`
}
