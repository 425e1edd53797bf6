import { engineNamed } from "@glissade/test-kit/Engines"
import { afterAll, assert, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { packProgram } from "@glissade/test-kit/PackedProgram"
import { hostCommand, resolvePrograms } from "../../src/process/HostCommand.ts"

const host = packProgram(new URL("./Breach.ts", import.meta.url))
afterAll(host.remove)

it("code that broke out of an engine finds no network, no process, no file and no environment", () => {
  const { args, file } = hostCommand(engineNamed("python"), resolvePrograms({ host: host.path }))
  const { output, stderr } = spawnSync(file, args, {
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
