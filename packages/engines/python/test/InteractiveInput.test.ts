import { beforeAll } from "@effect/vitest"
import { Bench } from "@glissade/test-kit/EngineBench"
import { engineNamed } from "@glissade/test-kit/Engines"
import { readsTypedInput } from "@glissade/test-kit/InteractiveInput"
import { makeEngine } from "../src/PythonEngine.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start(makeEngine(engineNamed("python").assets), "python")
})

readsTypedInput(() => bench, {
  greets: `name = input("Name? ")
print("Hello, " + name)`,
  echoes: `import sys
for line in sys.stdin:
    print(f"[{line.rstrip()}]", flush=True)
print("end")`
})
