import { isRubyInstalled, whyNoRuby } from "@glissade/test-kit/Engines"
import { assert, describe, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../src/EngineSandbox.ts"
import { run } from "@glissade/test-kit/Programs"

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const write = (name: string) =>
  `import base64, os\nos.makedirs("out", exist_ok=True)\nopen("out/${name}", "wb").write(base64.b64decode("${pixel}"))\n`

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("pictures of a Python program", (it) => {
  it.effect("in the folder out come with its result, and not with the next one's", () =>
    Effect.gen(function* () {
      const svg = `open("out/b.svg", "w").write("<svg>é</svg>"); open("out/c.txt", "w").write("no")`
      const { artifacts, status } = yield* run(`${write("a.png")}${svg}`)
      assert.strictEqual(status, "success")
      assert.deepStrictEqual(artifacts, [
        { name: "a.png", mediaType: "image/png", data: pixel },
        { name: "b.svg", mediaType: "image/svg+xml", data: Buffer.from("<svg>é</svg>").toString("base64") }
      ])
      assert.notProperty(yield* run("print(1)"), "artifacts")
    })
  )

  it.effect("are there too where it fails, or is stopped, after it wrote them", () =>
    Effect.gen(function* () {
      for (const end of ["1 / 0", "raise SystemExit(3)", "while True: print('x' * 999)"]) {
        const { artifacts, status } = yield* run(`${write("a.png")}${end}`)
        assert.notStrictEqual(status, "success")
        assert.deepStrictEqual(
          artifacts?.map(({ name }) => name),
          ["a.png"],
          end
        )
      }
    })
  )

  it.effect("that are too large are named at the end of standard error", () =>
    Effect.gen(function* () {
      const large = `${write("a.png")}open("out/a.png", "ab").write(bytes(800_000))`
      const { artifacts, status, stderr } = yield* run(large)
      assert.strictEqual(status, "success")
      assert.isUndefined(artifacts)
      assert.match(stderr ?? "", /^out\/a\.png is not shown: .*750000 bytes.*\n$/)
    })
  )

  it.effect("are no way to what lies elsewhere", () =>
    Effect.gen(function* () {
      const links = [
        `import os; os.rmdir("out"); os.symlink("/", "out")`,
        `import os; os.symlink("/lib", "out/a.svg")`,
        `import os; os.mkdir("out/a.svg")`,
        `import os; open("out/__proto__", "w").write("x")`,
        `import os; os.rmdir("out"); open("out", "w").write("x")`,
        `import os; os.mkfifo("out/a.svg")`,
        `import shutil; shutil.rmtree("/home", ignore_errors=True)`
      ]
      for (const code of links) assert.notProperty(yield* run(code), "artifacts", code)
    })
  )
})

const left = [{ name: "a.svg", mediaType: "image/svg+xml" as const, data: Buffer.from("<svg/>").toString("base64") }]

layer(EngineSandbox.layer({ engines: ["@glissade/engine-lua"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("pictures of a Lua program", (it) => {
  it.effect("find the folder out there", () =>
    Effect.gen(function* () {
      const write = `local f = io.open("out/a.svg", "w"); f:write("<svg/>"); f:close()`
      const whole = yield* run(write, { language: "lua" })
      assert.deepStrictEqual([whole.status, whole.artifacts], ["success", left])
      const failed = yield* run(`${write}; error("x")`, { language: "lua" })
      assert.deepStrictEqual([failed.status, failed.artifacts], ["error", left])
      assert.notProperty(yield* run("print(1)", { language: "lua" }), "artifacts")
    })
  )

  it.effect("are not looked for in a file of that name", () =>
    Effect.gen(function* () {
      const files = [{ name: "out", content: "<svg/>" }]
      const { artifacts, status } = yield* run("print(1)", { language: "lua", files })
      assert.deepStrictEqual([status, artifacts], ["success", undefined])
    })
  )
})

describe.skipIf(!isRubyInstalled)(`pictures of a Ruby program${isRubyInstalled ? "" : ` (${whyNoRuby})`}`, () => {
  layer(EngineSandbox.layer({ engines: ["@glissade/engine-ruby"], interpreters: 1 }), {
    excludeTestServices: true,
    timeout: 60_000
  })((it) => {
    it.effect("come with its result, and not with the next one's", () =>
      Effect.gen(function* () {
        const write = `Dir.mkdir("out"); File.write("out/a.svg", "<svg/>")`
        for (const end of ["", "\nraise 'x'", "\nloop { puts 'x' * 999 }"]) {
          const { artifacts } = yield* run(`${write}${end}`, { language: "ruby" })
          assert.deepStrictEqual(artifacts, left, end)
        }
        assert.notProperty(yield* run("puts 1", { language: "ruby" }), "artifacts")
      })
    )
  })
})
