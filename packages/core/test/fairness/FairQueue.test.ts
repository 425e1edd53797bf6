import { assert, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { FairQueue } from "@glissade/core/FairQueue"

const all = (queue: FairQueue<string>) => [...queue.drain()]

it("callers have their turns one after another, however many wait of each", () => {
  const queue = new FairQueue<string>()
  for (const n of [1, 2, 3]) queue.add({ caller: "greedy", connection: "a" }, `greedy ${n}`)
  queue.add({ caller: "modest", connection: "b" }, "modest")
  assert.deepStrictEqual(all(queue), ["greedy 1", "modest", "greedy 2", "greedy 3"])
})

it("so have the connections of one caller, and one connection its programs in their order", () => {
  const queue = new FairQueue<string>()
  for (const n of [1, 2]) queue.add({ caller: "x", connection: "a" }, `a${n}`)
  for (const n of [1, 2]) queue.add({ caller: "x", connection: "b" }, `b${n}`)
  assert.deepStrictEqual(all(queue), ["a1", "b1", "a2", "b2"])
})

it("whoever had the last turn comes after those who wait", () => {
  const queue = new FairQueue<string>()
  queue.add({ caller: "greedy", connection: "a" }, "greedy 1")
  queue.add({ caller: "greedy", connection: "a" }, "greedy 2")
  assert.strictEqual(queue.next(), "greedy 1")
  queue.add({ caller: "modest", connection: "b" }, "modest 1")
  queue.add({ caller: "greedy", connection: "a" }, "greedy 3")
  assert.deepStrictEqual(all(queue), ["greedy 2", "modest 1", "greedy 3"])
})

const small = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 }))
const steps = Schema.Array(
  Schema.Struct({ does: Schema.Literals(["add", "add", "remove", "next"]), caller: small, connection: small })
)

it.effect.prop(
  "nobody is lost or served twice, and nobody waits for more than one turn of each other caller",
  [steps],
  ([script]) =>
    Effect.sync(() => {
      const queue = new FairQueue<number>()
      const waiting = new Map<number, { readonly caller: string; readonly connection: string }>()
      /** Turns of others that passed since the caller has somebody waiting. */
      const passed = new Map<string, Map<string, number>>()
      for (const [index, { caller, connection, does }] of script.entries()) {
        const key = { caller: `${caller}`, connection: `${connection}` }
        if (does === "add") {
          queue.add(key, index)
          waiting.set(index, key)
          if (!passed.has(key.caller)) passed.set(key.caller, new Map())
        } else if (does === "remove") {
          const found = [...waiting].find(([, other]) => other.caller === key.caller)
          if (found === undefined) continue
          queue.remove(found[1], found[0])
          waiting.delete(found[0])
          if (![...waiting.values()].some((other) => other.caller === key.caller)) passed.delete(key.caller)
        } else {
          const taken = queue.next()
          if (taken === undefined) {
            assert.strictEqual(waiting.size, 0)
            continue
          }
          const { caller: served } = waiting.get(taken)!
          waiting.delete(taken)
          passed.delete(served)
          if ([...waiting.values()].some((other) => other.caller === served)) passed.set(served, new Map())
          for (const [other, turns] of passed) {
            if (other === served) continue
            turns.set(served, (turns.get(served) ?? 0) + 1)
            assert.isAtMost(turns.get(served)!, 1, `${other} waited for two turns of ${served}`)
          }
        }
        assert.strictEqual(queue.size, waiting.size)
      }
    })
)
