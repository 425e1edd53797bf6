import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { gzipSync } from "node:zlib"
import { build } from "esbuild"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"

const folder = fileURLToPath(new URL("../", import.meta.url))
const readme = readFileSync(`${folder}README.md`, "utf8")
const [browser, node] = Array.from(readme.matchAll(/```js\n(.*?)```/gs), ([, code]) => code!) as [string, string]

const bundle = async (entry: string): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: folder, loader: "ts" },
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    write: false,
    conditions: ["@glissade/source"]
  })
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length
}

it.live("the example for Node runs as it stands", () =>
  Effect.provide(
    Effect.gen(function* () {
      const { url } = yield* TestServer
      const code = node.replace("http://127.0.0.1:8787", url)
      const args = ["--conditions=@glissade/source", "--input-type=module", "--eval", code]
      const { stdout } = yield* Effect.promise(() => promisify(execFile)(process.execPath, args, { cwd: folder }))
      // The server of the test prints the program.
      assert.strictEqual(stdout, "print(input())")
    }),
    layerServer(echo)
  )
)

it("is as large as its README says, without and with what keeps runs over a reload", async () => {
  const [, whole, more] = /; ([\d.]+) KB gzipped, and ([\d.]+) KB more/.exec(readme)!.map(Number)
  const client = await bundle(`export { Client } from "@glissade/client/Client"`)
  const both = await bundle(browser)
  assert.isAtMost(client, 6_656)
  assert.approximately(client / 1024, whole!, 0.06)
  assert.approximately((both - client) / 1024, more!, 0.25)
})
