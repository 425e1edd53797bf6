import { beforeAll } from "@effect/vitest"
import { Bench } from "@glissade/test-kit/EngineBench"
import { engineNamed } from "@glissade/test-kit/Engines"
import { readsTypedInput } from "@glissade/test-kit/InteractiveInput"
import { makeEngine } from "../src/LuaEngine.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start(makeEngine(engineNamed("lua").assets), "lua")
})

readsTypedInput(() => bench, {
  greets: `io.write("Name? ")
print("Hello, " .. io.read())`,
  echoes: `for line in io.lines() do print("[" .. line .. "]") end
print("end")`
})
