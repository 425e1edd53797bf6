import { Sandbox } from "@glissade/core/Sandbox"
import { Execution } from "@glissade/protocol/Execution"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as EngineSandbox from "../src/EngineSandbox.ts"

/**
 * How long the first `import` of a module takes in a warm interpreter, each in a program of its own, median of nine. The list: what courses,
 * the tutorial of Python's documentation and its chapters on data, text, files, time, concurrency and testing use; those that cannot work
 * here (sockets, processes) are in it as far as ordinary programs import them all the same.
 */
const modules =
  "argparse array ast asyncio base64 bisect calendar cmath codecs collections collections.abc concurrent.futures configparser contextlib copy csv dataclasses datetime decimal difflib doctest email enum fileinput fnmatch fractions functools getpass glob gzip hashlib heapq hmac html http.client inspect io ipaddress itertools json keyword locale logging math multiprocessing numbers operator optparse os pathlib pickle platform pprint queue random re sched secrets shelve shlex shutil signal socket sqlite3 statistics string struct subprocess sys tempfile textwrap threading time timeit tomllib traceback types typing unicodedata unittest unittest.mock urllib.parse urllib.request uuid warnings weakref xml.etree.ElementTree zipfile zlib zoneinfo".split(
    " "
  )
const times = 9

const importOf = (module: string) => `import time
start = time.perf_counter()
import ${module}
print((time.perf_counter() - start) * 1000)`

const measure = Effect.gen(function* () {
  const { run } = yield* Sandbox
  for (const module of modules) {
    const taken: Array<number> = []
    for (let count = 0; count < times; count++) {
      const execution = Execution.make({
        language: "python",
        code: importOf(module),
        stdin: "",
        args: [],
        files: [],
        limits: { timeoutMs: 10_000, memoryBytes: 256 << 20, outputBytes: 65_536 }
      })
      const last = yield* Stream.runLast(Stream.filter(run(execution), (event) => event.type === "finished"))
      if (last._tag === "Some" && last.value.type === "finished") taken.push(Number(last.value.result.stdout))
    }
    const median = taken.toSorted((a, b) => a - b)[times >> 1] ?? Number.NaN
    process.stdout.write(`${median < 5 ? " " : "!"} ${module} ${median.toFixed(2)} ms\n`)
  }
})

await Effect.runPromise(
  Effect.provide(measure, EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }))
)
