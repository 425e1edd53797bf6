import { assert, describe, it, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { codeOf, runCode } from "@glissade/test-kit/ReadmeCode"
import { layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as Effect from "effect/Effect"
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const cwd = fileURLToPath(new URL("../../", import.meta.url))
const commandsOf = (name: string) =>
  codeOf(readFileSync(`${cwd}examples/${name}/README.md`, "utf8")).filter(({ language }) => language === "sh")

/** Runs a command of an example's README from the root of the repository, as it stands, against a server of the test. */
const run = Effect.fnUntraced(function* (name: string, number: number) {
  const { url } = yield* TestServer
  const command = commandsOf(name)[number]!
  const printed = yield* Effect.promise(() => runCode(command, { cwd, env: { GLISSADE: url } }))
  return { printed, command }
})

/** Examples whose commands print what their READMEs say, by the number of the command. */
const printing = [
  ["node-client", 0],
  ["effect-services", 0],
  ["custom-queue", 1]
] as const

describe("the commands of the examples", () => {
  layer(layerServer(EngineSandbox.layer({ engines: ["@glissade/engine-python"] })), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect.each(printing)("print what the README says: %s", ([name, number]) =>
      Effect.gen(function* () {
        const { command, printed } = yield* run(name, number)
        assert.isDefined(command.prints)
        assert.strictEqual(printed, command.prints)
      })
    )

    it.effect("print the messages of a run over the WebSocket", () =>
      Effect.gen(function* () {
        const { printed } = yield* run("websocket", 0)
        const types = [...printed.matchAll(/^ +type: '(\w+)'|^\{ type: '(\w+)'/gm)].map(
          ([, one, other]) => one ?? other
        )
        assert.deepStrictEqual([types[0], types[1], types.at(-1)], ["pong", "started", "result"])
      })
    )

    it.effect("run a program with curl", () =>
      Effect.gen(function* () {
        const result = JSON.parse((yield* run("curl", 0)).printed)
        assert.deepInclude(result, { status: "success", stdout: "42\n" })
      })
    )

    it.effect("submit a job with curl, and read it until it has finished", () =>
      Effect.gen(function* () {
        const [accepted, job] = (yield* run("curl", 1)).printed
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
        assert.strictEqual(accepted.status, "queued")
        assert.strictEqual(job.job_id, accepted.job_id)
        assert.deepInclude(job.result, { status: "success", stdout: "42\n" })
      })
    )
  })

  it("are in READMEs that the list of examples names", () => {
    const list = readFileSync(`${cwd}examples/README.md`, "utf8")
    const folders = readdirSync(`${cwd}examples`, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    for (const { name } of folders) assert.include(list, `(${name}/README.md)`)
  })
})
