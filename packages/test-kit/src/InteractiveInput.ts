import { assert, describe, it } from "@effect/vitest"
import type { Bench } from "./EngineBench.ts"
import { waits } from "./EngineBench.ts"

/** Programs of one language that read while they run. */
export interface InteractivePrograms {
  /** Prints `Name? ` without a line break, reads a line, and prints `Hello, ` and it. */
  readonly greets: string
  /** Prints each line that it reads in square brackets, and `end` at the end of the input. */
  readonly echoes: string
}

/** What every language does with input that is typed while the program runs. */
export const readsTypedInput = (bench: () => Bench, { echoes, greets }: InteractivePrograms): void => {
  describe("input that is typed while the program runs", () => {
    it("is waited for, after what was printed before", async () => {
      const outcome = await bench().run(greets, { typed: ["Ada\n"] })
      assert.strictEqual(outcome.stdout, "Name? Hello, Ada\n")
      const [before] = outcome.pieces.join("").split(waits)
      assert.strictEqual(before, "Name? ")
      assert.strictEqual(outcome.status, "success")
    })

    it("is read line by line, whatever the pieces are", async () => {
      const { pieces, stdout } = await bench().run(echoes, { typed: ["one\n", "two\nthree\n", "fo", "ur\n"] })
      assert.strictEqual(stdout, "[one]\n[two]\n[three]\n[four]\nend\n")
      assert.isAbove(pieces.indexOf("[one]\n"), pieces.indexOf(waits))
      assert.isBelow(pieces.join("").indexOf("[one]"), pieces.join("").lastIndexOf(waits))
    })

    it("comes after the input that was given", async () => {
      const { stdout } = await bench().run(echoes, { stdin: "given\n", typed: ["typed\n"] })
      assert.strictEqual(stdout, "[given]\n[typed]\nend\n")
    })

    it("ends without a line break", async () => {
      const { stdout } = await bench().run(echoes, { typed: ["last"] })
      assert.strictEqual(stdout, "[last]\nend\n")
    })

    it("stops the program where it waits for longer than it may", async () => {
      const outcome = await bench().run(greets, { typed: [Infinity] })
      assert.strictEqual(outcome.status, "timeout")
      assert.strictEqual(outcome.stdout, "Name? ")
      assert.isTrue(outcome.reusable)
    })

    it("does not count the wait towards the time limit", async () => {
      const outcome = await bench().run(greets, { typed: [600, "Ada\n"], limits: { timeoutMs: 500 } })
      assert.strictEqual(outcome.status, "success")
    })

    it("leaves nothing to the next program", async () => {
      await bench().run(greets, { typed: ["Ada\nleft over\n"] })
      const { stdout } = await bench().run(echoes)
      assert.strictEqual(stdout, "end\n")
    })
  })
}
