import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { isRubyInstalled } from "@glissade/test-kit/Engines"
import { codeOf } from "@glissade/test-kit/ReadmeCode"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { languagesOf, post, withServer } from "./RunningServer.ts"
import { published, pinned, root, run, Stranger } from "./Stranger.ts"

let stranger: Stranger
let everything: string

const names = published.map(
  (folder) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")).name as string
)

beforeAll(() => {
  run(root, "npm", "run", "build:packages")
  stranger = new Stranger()
  everything = stranger.project("everything", ...names, pinned("typescript"), pinned("@types/node"), pinned("esbuild"))
}, 300_000)

afterAll(() => stranger.leave())

const readmeOf = (folder: string) => codeOf(readFileSync(join(root, folder, "README.md"), "utf8"))

const typecheck = (project: string, programs: ReadonlyArray<string>, ...types: ReadonlyArray<string>): void => {
  const files = programs.map((_, number) => `program${number}.ts`)
  for (const [number, program] of programs.entries()) writeFileSync(join(project, files[number]!), program)
  const options = ["--noEmit", "--strict", "--exactOptionalPropertyTypes", "--module", "nodenext", "--target", "es2024"]
  run(
    project,
    join(project, "node_modules/.bin/tsc"),
    ...options,
    "--lib",
    "es2024,dom,dom.iterable",
    ...types,
    ...files
  )
}

describe("somebody who installs the packages in an empty folder", () => {
  it("type-checks a program against the client alone, whose types need no other package", { timeout: 120_000 }, () => {
    const project = stranger.project("client", "@glissade/client", pinned("typescript"))
    typecheck(project, [
      `import { Client } from "@glissade/client/Client"
import { fetchRuntimes } from "@glissade/client/Runtimes"
const client = new Client({ apiUrl: "http://127.0.0.1:8787" })
const outcome = await client.execute({ code: "print(1)" }).outcome
if (outcome.type === "result") {
  const stdout: string | null = outcome.result.stdout
  // @ts-expect-error what the result has is known
  const missing = outcome.result.nothing
  console.log(stdout, missing)
}
const languages: ReadonlyArray<string> = (await fetchRuntimes("")).runtimes.map(({ language }) => language)
console.log(languages)
`
    ])
  })

  it("type-checks a program over the services", { timeout: 60_000 }, () => {
    typecheck(
      everything,
      [
        `import { Queue } from "@glissade/core/Queue"
import { Sandbox } from "@glissade/core/Sandbox"
import * as QueueMemory from "@glissade/core/QueueMemory"
import type { EngineProgram } from "@glissade/engine/Engine"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Server from "@glissade/server/Server"
import { queueContract } from "@glissade/testing/QueueContract"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

const program = Effect.gen(function* () {
  const { runtimes } = yield* Sandbox
  const queue = yield* Queue
  // @ts-expect-error there is no such operation
  queue.dequeue
  return runtimes.map(({ language }): string => language)
})
const layer = Layer.mergeAll(EngineSandbox.layer({ engines: ["@glissade/engine-lua"] }), QueueMemory.layerMemory())
export const main: Effect.Effect<ReadonlyArray<string>, unknown> = Effect.provide(program, layer)
export const server = Server.layer
export const contract = queueContract
export declare const mine: EngineProgram
`
      ],
      "--types",
      "node"
    )
  })

  it("type-checks the examples of every README", { timeout: 120_000 }, () => {
    const examples = published.flatMap(readmeOf).filter(({ language }) => language === "ts")
    assert.isAbove(examples.length, 5)
    typecheck(
      everything,
      examples.map(({ code }) => code),
      "--types",
      "node"
    )
  })

  it("starts the server with its page, and it runs every language that came with it", { timeout: 120_000 }, () => {
    const start = readmeOf("packages/server").find(({ language }) => language === "sh")!
    return withServer(everything, start.code, {}, async (url) => {
      const page = await fetch(url)
      assert.strictEqual(page.status, 200)
      assert.include(await page.text(), "<!doctype html>")
      for (const [language, code] of [
        ["python", "print(6 * 7)"],
        ["javascript", "console.log(6 * 7)"],
        ["typescript", "console.log((6 as number) * 7)"],
        ["lua", "print(6 * 7)"],
        ["sql", "select 6 * 7"]
      ] as const) {
        const result = await post(url, { language, code })
        assert.strictEqual(result["status"], "success", JSON.stringify(result))
        assert.include(`${result["stdout"]}`, "42")
      }
    })
  })

  const engines = published.filter((folder) => folder.includes("/engines/") && !folder.endsWith("/ruby"))
  it.each(engines)("names engines as the README in %s does", { timeout: 60_000 }, async (folder) => {
    const start = readmeOf(folder).find(({ code }) => code.startsWith("ENGINES="))!
    const { languages } = JSON.parse(readFileSync(join(root, folder, "manifest.json"), "utf8"))
    await withServer(everything, start.code, {}, async (url) => {
      const [first] = await languagesOf(url)
      assert.strictEqual(first, languages[0].id)
    })
  })

  it("adds a language by installing a package and naming it", { timeout: 180_000 }, async () => {
    const engine = stranger.copy("examples/custom-engine", "custom-engine")
    stranger.install(engine, "@glissade/engine")
    run(engine, "npm", "run", "build")
    stranger.install(everything, engine)
    const settings = { ENGINES: "@glissade/engine-sql, glissade-engine-example" }
    await withServer(everything, "npx glissade", settings, async (url) => {
      assert.deepStrictEqual(await languagesOf(url), ["sql", "example"])
      const { examples } = (await (await fetch(`${url}/runtimes/example/examples`)).json()) as {
        readonly examples: ReadonlyArray<{ readonly code: string }>
      }
      const result = await post(url, { language: "example", code: examples[0]!.code })
      assert.strictEqual(result["stdout"], "hello from an engine of your own\n")
    })
  })

  // The package is 99 MB.
  it.skipIf(!isRubyInstalled)("adds Ruby as its README says", { timeout: 180_000 }, async () => {
    const [start, install] = readmeOf("packages/engines/ruby")
    const command = `${install!.code}\n${start!.code}`
    await withServer(everything, command, {}, async (url) => {
      assert.include(await languagesOf(url), "ruby")
    })
  })

  it("is told in one sentence where Node is too old for the server", () => {
    const bin = join(everything, "node_modules/@glissade/server/bin/glissade.mjs")
    const old = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } })`
    const start = `${old}; await import(${JSON.stringify(bin)})`
    assert.throws(
      () => run(everything, process.execPath, "--input-type=module", "-e", start),
      "Glissade needs Node 22.19 or newer, and this is Node 20.20.2"
    )
  })

  it("bundles what they import for its effect", () => {
    const esbuild = join(everything, "node_modules/.bin/esbuild")
    for (const [name, entry] of [
      ["server", 'import "@glissade/server/start"'],
      ["snippet", 'import "@glissade/snippet/define"']
    ] as const) {
      writeFileSync(join(everything, `${name}.js`), entry)
      const options = ["--bundle", "--format=esm", "--platform=node", "--log-level=error"]
      assert.isAbove(run(everything, esbuild, `${name}.js`, ...options).length, 1_000, name)
    }
  })
})

describe.each(published)("the package in %s", (folder) => {
  const name = names[published.indexOf(folder)]!

  it("has no fault that publint knows", { timeout: 60_000 }, () => {
    run(root, "npx", "publint", "--strict", stranger.packed(name))
  })

  // An engine exports its manifest alone.
  it.skipIf(folder.includes("/engines/"))("has types where its exports say", { timeout: 60_000 }, () => {
    run(
      root,
      "npx",
      "attw",
      stranger.packed(name),
      "--profile",
      "esm-only",
      "--exclude-entrypoints",
      "host.mjs",
      "image.mjs"
    )
  })

  it("could be published as it is", { timeout: 60_000 }, () => {
    run(join(root, folder), "npm", "publish", "--dry-run", "--ignore-scripts", "--access", "public")
  })

  it("says what it is, with a licence", () => {
    const files = run(stranger.folder, "tar", "-tzf", stranger.packed(name))
    assert.include(files, "package/LICENSE")
    assert.include(files, "package/README.md")
  })
})
