import type { KeyObject } from "node:crypto"
import { generateKeyPairSync } from "node:crypto"
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { runnerFolders } from "./RunnerObstacle.ts"

/** Where a server finds the runner that was started for it, and the key that it signs with. */
export interface RunnerPlace {
  readonly socketPath: string
  readonly privateKey: KeyObject
}

/** Paths within the folder of a runner. */
export const runnerPaths = (folder: string) => ({
  socketPath: join(folder, "socket"),
  keyFile: join(folder, "server.pub.pem")
})

/** Removes folders whose server and runner were both killed. Their names begin with the process id of the server. */
const sweep = (): void => {
  for (const name of readdirSync(runnerFolders))
    if (!existsSync(`/proc/${Number.parseInt(name)}`))
      rmSync(join(runnerFolders, name), { recursive: true, force: true })
}

/**
 * Makes a folder for a runner of this server, with a key. The private half stays in this process. A group, by its number, may go through
 * the folder, to the socket.
 */
export const makeRunnerFolder = (group?: number): RunnerPlace & { readonly folder: string } => {
  sweep()
  const folder = mkdtempSync(join(runnerFolders, `${process.pid}-`))
  const { keyFile, socketPath } = runnerPaths(folder)
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  writeFileSync(keyFile, publicKey.export({ type: "spki", format: "pem" }), { mode: 0o600 })
  if (group !== undefined) {
    chownSync(folder, 0, group)
    chmodSync(folder, 0o710)
  }
  return { folder, socketPath, privateKey }
}
