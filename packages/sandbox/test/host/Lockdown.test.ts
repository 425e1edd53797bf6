import { assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import { hostCommand, resolveFiles } from "../../src/HostCommand.ts"

it("code that broke out of an engine finds no network, no process, no file and no environment", () => {
  const hostMain = fileURLToPath(new URL("./Breach.ts", import.meta.url))
  const { args, file } = hostCommand("python", resolveFiles({ hostMain }), undefined)
  const source = `--allow-fs-read=${fileURLToPath(new URL("../../src/host/", import.meta.url))}`
  const { output, stderr } = spawnSync(file, [source, ...args], {
    env: {},
    cwd: "/",
    stdio: ["ignore", "ignore", "pipe", "pipe"]
  })
  assert.strictEqual(stderr.toString(), "")
  const found = JSON.parse(output[3]!.toString()) as Record<string, string>
  assert.strictEqual(found["environment"], "{}")
  const got = Object.entries(found).filter(([, what]) => what.startsWith("got"))
  assert.deepStrictEqual(got, [])
  assert.isAbove(Object.keys(found).length, 30)
})
