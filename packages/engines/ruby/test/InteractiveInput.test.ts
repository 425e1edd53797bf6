import { beforeAll } from "@effect/vitest"
import { Bench } from "@glissade/test-kit/EngineBench"
import { engineNamed } from "@glissade/test-kit/Engines"
import { readsTypedInput } from "@glissade/test-kit/InteractiveInput"
import { makeEngine } from "../src/RubyEngine.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start(makeEngine(engineNamed("ruby").assets), "ruby")
})

readsTypedInput(() => bench, {
  greets: `print "Name? "
puts "Hello, " + gets.chomp`,
  echoes: `while (line = gets)
  puts "[#{line.chomp}]"
end
puts "end"`
})
