import { assert, beforeAll, describe, it } from "@effect/vitest"
import type { Bench } from "@glissade/test-kit/EngineBench"
import { startSql } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startSql()
})

const leftBehind: ReadonlyArray<readonly [what: string, first: string, second: string]> = [
  ["tables", `create table t(x)`, `select count(*) = 0 as ok from sqlite_schema`],
  [
    "databases in files",
    `attach 'f.db' as f; create table f.t(x)`,
    `attach 'f.db' as f; select count(*) = 0 as ok from f.sqlite_schema`
  ],
  ["attached databases", `attach 'f.db' as f`, `select count(*) = 1 as ok from pragma_database_list`],
  [
    "settings",
    `pragma foreign_keys = on; pragma cache_size = 1; pragma user_version = 9`,
    `select user_version = 0 as ok from pragma_user_version`
  ],
  ["an open transaction", `begin; create table t(x)`, `begin; select 1 as ok`],
  ["its failure", `select nothing`, `select 1 as ok`]
]

describe("no script finds", () => {
  it.each(leftBehind)("%s of the one before", async (_, first, second) => {
    await bench.run(first)
    const { stdout } = await bench.run(second)
    assert.strictEqual(stdout, "┌────┐\n│ ok │\n├────┤\n│  1 │\n└────┘\n")
  })

  it("random numbers of another", async () => {
    const draw = `select random() || hex(randomblob(8))`
    const drawn = [await bench.run(draw), await bench.run(draw), await bench.run(draw)].map(({ stdout }) => stdout)
    assert.strictEqual(new Set(drawn).size, 3)
  })
})

const refused: ReadonlyArray<readonly [what: string, code: string, message: RegExp]> = [
  ["a file of the machine", `attach '/etc/passwd' as d; select * from d.sqlite_schema`, /unable to open database/],
  [
    "a file above its folder",
    `attach '../../../../etc/passwd' as d; select * from d.sqlite_schema`,
    /unable to open database/
  ],
  ["an extension", `select load_extension('x.so')`, /no such function: load_extension/],
  ["files by functions of the shell", `select readfile('main.sql')`, /no such function: readfile/],
  ["writing files by functions of the shell", `select writefile('x', 'y')`, /no such function: writefile/],
  [
    "a tokenizer by its address",
    `select fts3_tokenizer('simple', x'01')`,
    /no such function: fts3_tokenizer|fts3tokenize disabled/
  ],
  ["a file system of the browser", `attach 'file:x?vfs=opfs' as o`, /no such vfs: opfs/]
]

describe("no script reaches", () => {
  it.each(refused)("%s", async (_, code, message) => {
    const { error, status } = await bench.run(code)
    assert.strictEqual(status, "error")
    assert.match(error!.message, message)
  })

  it("JavaScript by the storage of a browser: its interpreter ends", async () => {
    const { error, reusable, status } = await bench.run(`attach 'file:x?vfs=kvvfs' as k; create table k.t(x)`)
    assert.deepStrictEqual([status, reusable, error?.type], ["error", false, "EngineError"])
    assert.strictEqual((await bench.run(`select 1 as a`)).status, "success")
  })

  it("its own source by way of a file that is no database", async () => {
    const { error } = await bench.run(`attach 'main.sql' as m; select * from m.sqlite_schema`)
    assert.strictEqual(error?.type, "SQLITE_NOTADB")
  })
})
