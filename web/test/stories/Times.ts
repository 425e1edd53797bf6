import { assert } from "@effect/vitest"
import { quantiles } from "../../../bench/Measure.ts"
import { load, runs } from "../../../bench/PageTimes.ts"
import type { Stories } from "../Story.ts"

/** What a person is to wait for on a slow device and network. A machine that does other things at the same time is given five times that. */
const allowance = 5

const onlyInChromium = "a slow device and network are made by commands of Chromium's own protocol"

export const times: Stories = (test) => {
  test(
    "can type and run after 1.5 s, and has the full editor after 3 s, on a slow device and network",
    async (_, { browser, url }) => {
      const { editor, usable } = await load(browser, url)
      assert.isBelow(usable, 1_500 * allowance)
      assert.isBelow(editor, 3_000 * allowance)
    },
    { opens: true, onlyInChromium }
  )

  test(
    "sees Run take effect within 100 ms, and a result within 50 ms of its arrival, on a slow device",
    async (_, { browser, url }) => {
      const { painted, reactions } = await runs(browser, url, 5)
      assert.isBelow(quantiles(reactions).p95, 100 * allowance)
      assert.isBelow(quantiles(painted).p95, 50 * allowance)
    },
    { opens: true, onlyInChromium }
  )
}
