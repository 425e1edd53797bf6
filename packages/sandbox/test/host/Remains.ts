import { ProgramInput } from "@glissade/engine/host/ProgramInput"
import type { EngineName } from "@glissade/test-kit/Engines"
import { engineNamed } from "@glissade/test-kit/Engines"
import type { Interpreter } from "@glissade/engine/Engine"
import { loadEngine } from "@glissade/engine/host/LoadEngine"
import type { HostAssets } from "@glissade/engine/host/LoadEngine"
import { casesOf } from "../abuse/Catalogue.ts"
import { reachableFrom } from "./Reachable.ts"

/** Runs dirty programs in an interpreter of this very process, and tells what of it is another after they were put back. */
const [name, assets] = process.argv.slice(2) as [EngineName, string]
const programs = 64

class GlissadeInterpreterUnderTest {
  readonly interpreter: Interpreter
  constructor(interpreter: Interpreter) {
    this.interpreter = interpreter
  }
}

interface Dirty {
  readonly language: string
  readonly code: string
}

/** What uses each thing that a file layer may keep. */
const files: Readonly<Record<EngineName, ReadonlyArray<string>>> = {
  python: [
    `import os
ends = [os.pipe() for _ in range(20)]
os.write(ends[3][1], b"x" * 100_000); os.close(ends[4][0])
for i in range(50): os.symlink("/" * 4_000, f"link{i}")
for name in ("__proto__", "constructor", "x" * 255): open(name, "w").write(name)
os.mkdir("a"); os.chdir("a"); os.rename("/tmp", "/home/t"); os.dup2(1, 77); os.close(0)
folder = os.open("/", 0); os.listdir(folder); os.scandir("/home"); os.chmod("/lib", 0); os.utime("/lib", (1, 1))
open("/dev/urandom", "rb").read(100); open("/dev/shm/x", "w").write("x"); os.fsync(1); os.lseek(folder, 0, 0)`,
    `import os
for path in ("/dev/tty", "/dev/tty1", "/dev/stdout", "/dev/null", "/dev/stdin"):
    try:
        with open(path, "r+b", 0) as file: file.write(b"no line ends here")
    except OSError: pass
os._exit(0)`
  ],
  javascript: [
    `import fs from "glissade:fs"
fs.mkdirSync("a/b/c", { recursive: true }); fs.writeFileSync("__proto__", "x"); fs.renameSync("a", "z"); globalThis.left = 1`
  ],
  lua: [`local f = io.open("a", "w") f:write("no end") left = f; io.tmpfile():write("x")`],
  sql: [`attach 'a.db' as a; create table a.t(x); insert into a.t values (1); pragma foreign_keys = 1; begin`],
  ruby: [
    `$left = File.open("a", "w"); $left.write("x"); Dir.mkdir("b"); Dir.chdir("b"); $stdout.sync = false; print "no end"`
  ]
}

const dirty: ReadonlyArray<Dirty> = [
  ...files[name].map((code) => ({ language: name, code })),
  // How deep one may go changes as V8 compiles: such a program may cost the process one time and not the next.
  ...casesOf(name)
    .filter((one) => !one.name.startsWith("recursion"))
    .map(({ code, language }) => ({ language: language ?? name, code }))
]

const engine = await loadEngine(JSON.parse(assets) as HostAssets)
const encoder = new TextEncoder()

/** Runs a program and puts the interpreter back; answers whether it may run another. */
const run = (interpreter: Interpreter, { code, language }: Dirty): boolean => {
  const ending = interpreter.run(
    {
      language,
      code,
      args: ["one"],
      stdin: encoder.encode("input"),
      files: [{ name: "beside/it", content: encoder.encode("x") }],
      limits: { timeoutMs: 200, memoryBytes: 64 << 20, outputBytes: 65_536 }
    },
    { write: () => true },
    new ProgramInput(encoder.encode("input"))
  )
  return ending.reusable && interpreter.reset()
}

/** Those that do not cost the process: what they leave goes to the next person. */
const harmless: Array<Dirty> = []
let trial = await engine.boot()
for (const one of dirty) {
  if (harmless.length === programs) break
  if (run(trial, one)) harmless.push(one)
  else trial = await engine.boot()
}

const collect = (globalThis as { gc?: () => void }).gc!
const held = new GlissadeInterpreterUnderTest(await engine.boot())
run(held.interpreter, { language: name, code: engineNamed(name).manifest.greeting })
collect()
const before = await reachableFrom("GlissadeInterpreterUnderTest")
const lost: Array<string> = []
for (let count = 0; count < programs; count++) {
  const one = harmless[count % harmless.length]!
  if (!run(held.interpreter, one)) lost.push(one.code)
}
collect()
const after = await reachableFrom("GlissadeInterpreterUnderTest")
const ways = new Set([...before.keys(), ...after.keys()])
const changed = [...ways].filter((way) => before.get(way) !== after.get(way))
process.stdout.write(
  JSON.stringify({
    things: before.size,
    different: new Set(harmless).size,
    lost,
    changed: changed.map((way) => `${way}: ${before.get(way)} -> ${after.get(way)}`),
    parts: [...before.keys()].filter((way) => /\.(?:FS|TTY|MEMFS|PIPEFS|SOCKFS|nameTable|streams|nextname)$/.test(way))
  })
)
