import { assert, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { run } from "../Programs.ts"

const pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
const write = (name: string) =>
  `import base64, os\nos.makedirs("out", exist_ok=True)\nopen("out/${name}", "wb").write(base64.b64decode("${pixel}"))\n`

layer(EngineSandbox.layer({ engines: ["python"], interpreters: 1 }), { excludeTestServices: true, timeout: 60_000 })(
  "pictures of a Python program",
  (it) => {
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
        for (const end of ["1 / 0", "raise SystemExit(3)", "while True: pass", "while True: print('x' * 999)"]) {
          const { artifacts, status } = yield* run(`${write("a.png")}${end}`, { timeoutMs: 500 })
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
          `import os; os.symlink("/", "out")`,
          `import os; os.mkdir("out"); os.symlink("/lib", "out/a.svg")`,
          `import os; os.mkdir("out"); os.mkdir("out/a.svg")`,
          `import os; os.mkdir("out"); open("out/__proto__", "w").write("x")`,
          `open("out", "w").write("x")`,
          `import os; os.mkdir("out"); os.mkfifo("out/a.svg")`,
          `import shutil; shutil.rmtree("/home", ignore_errors=True)`
        ]
        for (const code of links) assert.notProperty(yield* run(code), "artifacts", code)
      })
    )
  }
)
