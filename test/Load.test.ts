import { assert, describe, it } from "@effect/vitest"
import { runLoad } from "../bench/load/Load.ts"
import { ServerProcess } from "../packages/test-kit/src/ServerProcess.ts"

const seed = Number(process.env.LOAD_SEED ?? Date.now() % 100_000)

/** How long clients try to reach a server, at the least, in milliseconds: the pauses between four calls, less a fifth. */
const patienceMs = 5_200

describe("many clients on a server as people start it", () => {
  it(`get their own outcomes while others leave and kill interpreters (LOAD_SEED=${seed})`, async () => {
    const server = await ServerProcess.start(8794)
    try {
      const load = await runLoad({ url: server.url, clients: 100, jobs: 400, leaving: 0.05, killing: 0.02, seed })
      assert.deepStrictEqual(load.wrong, [])
      assert.strictEqual(load.results, load.jobs)
    } finally {
      await server.stop()
    }
  }, 180_000)

  for (const [what, end] of [
    ["is killed", (server: ServerProcess) => server.kill()],
    ["is asked to stop", (server: ServerProcess) => server.stop()]
  ] as const) {
    it(`get their outcomes when it ${what} in the middle and starts again (LOAD_SEED=${seed})`, async () => {
      let server = await ServerProcess.start(8794)
      let restart: Promise<void> | undefined
      let awayMs = 0
      const onOutcome = (ended: number) => {
        if (ended !== 60) return
        const since = performance.now()
        restart = end(server).then(async () => {
          server = await ServerProcess.start(8794)
          awayMs = performance.now() - since
        })
      }
      try {
        const load = await runLoad({
          url: server.url,
          clients: 20,
          jobs: 200,
          leaving: 0,
          killing: 0,
          seed,
          onOutcome
        })
        assert.isDefined(restart)
        // A client tells its caller that it cannot reach the server where a busy machine takes longer to start one than it tries.
        const isTold = (wrong: string) => awayMs > patienceMs && wrong.includes('"unreachable"')
        assert.deepStrictEqual(
          load.wrong.filter((wrong) => !isTold(wrong)),
          [],
          `the server was away for ${awayMs} ms`
        )
      } finally {
        await restart
        await server.stop()
      }
    }, 180_000)
  }
})
