import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { startSql } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startSql()
})

const mixed = `select 1 as a, 'x,"y' as "b ""c""", null as c union all select 1.5, 'é' || char(10), x'00ff'`

describe("the first argument of a run says how results are printed:", () => {
  it("--csv with a line of names", async () => {
    const { stdout } = await bench.run(`${mixed}; select '' as e, 1e999 as i; select 1 as n where 0`, {
      args: ["--csv"]
    })
    assert.strictEqual(stdout, `a,"b ""c""",c\n1,"x,""y",\n1.5,"é\n",x'00ff'\ne,i\n"",Inf\nn\n`)
  })

  it("--json with an array of objects for each result", async () => {
    const { stdout } = await bench.run(`${mixed}; select 1 as n where 0; select 9007199254740993 as big`, {
      args: ["--json"]
    })
    assert.strictEqual(
      stdout,
      `[{"a":1,"b \\"c\\"":"x,\\"y","c":null},\n{"a":1.5,"b \\"c\\"":"é\\n","c":"x'00ff'"}]\n[]\n[{"big":9007199254740993}]\n`
    )
    assert.doesNotThrow(() => JSON.parse(stdout.split("\n").slice(0, 2).join("")))
  })

  it("--json with numbers without end as SQLite's shell has them", async () => {
    const { stdout } = await bench.run("select 1e999 as a, -1e999 as b, 'Inf' as c", { args: ["--json"] })
    assert.strictEqual(stdout, `[{"a":1e999,"b":-1e999,"c":"Inf"}]\n`)
  })

  it.each([[["--table"]], [[]]])("a table for %j", async (args) => {
    const { stdout } = await bench.run("select 'x' as a", { args })
    assert.strictEqual(stdout, "┌───┐\n│ a │\n├───┤\n│ x │\n└───┘\n")
  })

  it.each<readonly [ReadonlyArray<string>, string]>([
    [["--csv", "v"], "v"],
    [["--csv", "--json"], "--json"],
    [["--csv"], ""]
  ])("the arguments after it are the script's: %j", async (args, first) => {
    const { stdout } = await bench.run("select ?1 as a", { args })
    assert.strictEqual(stdout, `a\n${first}\n`)
  })

  it("an argument that is none of them is the script's", async () => {
    const { stdout } = await bench.run("select ?1 || ?2 as a", { args: ["toString", "--csv"] })
    assert.include(stdout, "│ toString--csv │")
  })
})
