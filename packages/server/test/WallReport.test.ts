import { assert, describe, it } from "@effect/vitest"
import { reportWalls } from "../src/WallReport.ts"

const all = { bubblewrap: true, seccomp: true, resourceLimits: true }

describe("what is told of the walls", () => {
  it("is which stand", () => {
    assert.deepStrictEqual(reportWalls(all), {
      stand: [
        "WebAssembly behind a gate",
        "processes under Node's permission model",
        "bubblewrap",
        "a filter of system calls",
        "limits of processes"
      ]
    })
  })

  it("is what does not stand, why, what that means and what to do", () => {
    const none = { bubblewrap: false, seccomp: false, resourceLimits: false, reason: "bubblewrap is not installed" }
    const { missing, stand } = reportWalls(none)
    assert.lengthOf(stand, 2)
    for (const part of [
      "bubblewrap, a filter of system calls, limits of processes (bubblewrap is not installed)",
      "may do what the server's user may do",
      "Install bubblewrap",
      "OS_WALL=require"
    ]) {
      assert.include(missing, part)
    }
  })

  it("is less of an alarm where only a part is missing", () => {
    const { missing } = reportWalls({ ...all, resourceLimits: false, reason: "prlimit is not installed" })
    assert.include(missing, "limits of processes (prlimit is not installed). Programs are confined by the other walls")
  })
})
