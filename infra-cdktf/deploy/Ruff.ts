import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { installPythonModules } from "./Tools.ts"

/** https://pypi.org/project/ruff/ */
const requirements = ["ruff==0.17.6"]

/** Runs ruff in a folder with a `ruff.toml`, and answers what it complains of; nothing where it has no complaint. */
export const ruff = async (folder: string, ...args: ReadonlyArray<string>): Promise<string> => {
  const environment = await installPythonModules("ruff", requirements)
  const { status, stdout } = spawnSync(join(environment, "bin/ruff"), [...args, "."], { cwd: folder })
  return status === 0 ? "" : stdout.toString() || "ruff failed without a word"
}
