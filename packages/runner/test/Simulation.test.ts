import { assert, describe, it } from "@effect/vitest"
import { simulate } from "../bench/Simulation.ts"

const machine = { cores: 2, pool: 2, restorers: 2, restoreSeconds: 1, runSeconds: 0.5, runs: 8 }
const rounded = (waits: ReadonlyArray<number>) => waits.map((wait) => Number(wait.toFixed(6)))

describe("the simulation of a runner", () => {
  it("lets a run that finds a container and a core take its own time", () => {
    const { busySeconds, waits } = simulate(machine, [0, 10])
    assert.deepStrictEqual(rounded(waits), [0.5, 0.5])
    // The first run's container was made anew, and that of the second was begun.
    assert.closeTo(busySeconds, 0.5 + 1 + 0.5 + 0.5, 1e-6)
  })

  it("shares two cores among four tasks evenly", () => {
    // Two runs and the two restores that follow them, from the start: each has half a core.
    assert.deepStrictEqual(rounded(simulate(machine, [0, 0]).waits), [1, 1])
  })

  it("has a run wait for a container when none is left, in the order of clicks", () => {
    const one = { ...machine, pool: 1, restorers: 1 }
    // The second waits for the restore that begins with the first run, and runs after it.
    assert.deepStrictEqual(rounded(simulate(one, [0, 0]).waits), [0.5, 1.5])
  })

  it("runs no more at once than it may", () => {
    const { mostContainers, waits } = simulate({ ...machine, pool: 4, runs: 1, restorers: 0 }, [0, 0, 0, 0])
    assert.deepStrictEqual(rounded(waits), [0.5, 1, 1.5, 2])
    assert.strictEqual(mostContainers, 4)
  })
})
