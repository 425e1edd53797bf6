import { assert, beforeAll, describe, it } from "@effect/vitest"
import { runtimes } from "@glissade/sandbox/EngineSandbox"
import type { Bench, Request } from "@glissade/test-kit/EngineBench"
import { startSql } from "./support.ts"

let bench: Bench
beforeAll(async () => {
  bench = await startSql()
})

/** A result of one column and one row. */
const single = (name: string, value: string): string => {
  const bar = "─".repeat(Math.max(name.length, value.length) + 2)
  const isNumber = /^-?[\d.]+$/.test(value)
  const pad = (cell: string) => (isNumber ? cell.padStart(bar.length - 2) : cell.padEnd(bar.length - 2))
  return `┌${bar}┐\n│ ${pad(name)} │\n├${bar}┤\n│ ${pad(value)} │\n└${bar}┘\n`
}

const people = `create table people(id integer primary key, name text not null, born int);
insert into people(name, born) values ('Ada', 1815), ('Grace', 1906), ('Zoë', null);
`

interface Ordinary {
  readonly what: string
  readonly code: string
  readonly stdout: string
  readonly request?: Request
}

const ordinary: ReadonlyArray<Ordinary> = [
  {
    what: "a table of its own",
    code: `${people}select * from people order by id;`,
    stdout: `┌────┬───────┬──────┐
│ id │ name  │ born │
├────┼───────┼──────┤
│  1 │ Ada   │ 1815 │
│  2 │ Grace │ 1906 │
│  3 │ Zoë   │ NULL │
└────┴───────┴──────┘
`
  },
  {
    what: "several results, one below the other",
    code: `select 1 as a; select 2 as b`,
    stdout: single("a", "1") + single("b", "2")
  },
  { what: "a last statement without a semicolon", code: `select 'x' as a`, stdout: single("a", "x") },
  { what: "nothing for what has no result", code: people, stdout: "" },
  { what: "an empty script", code: ` -- nothing\n`, stdout: "" },
  { what: "comments", code: `/* a; b */ select 1 as a -- ; c\n;`, stdout: single("a", "1") },
  {
    what: "a result of no rows",
    code: `${people}select name from people where id > 9`,
    stdout: "┌──────┐\n│ name │\n├──────┤\n└──────┘\n"
  },
  {
    what: "joins, groups and windows",
    code: `${people}select sum(born) over () as s from people where id < 3 limit 1`,
    stdout: single("s", "3721")
  },
  {
    what: "recursive queries",
    code: `with recursive f(a, b) as (select 0, 1 union all select b, a + b from f limit 50) select max(a) as m from f`,
    stdout: single("m", "7778742049")
  },
  {
    what: "upserts that return",
    code: `${people}insert into people values (1, 'A', 1) on conflict do update set born = 2 returning born as b`,
    stdout: single("b", "2")
  },
  {
    what: "transactions",
    code: `${people}begin; delete from people; rollback; select count(*) as n from people`,
    stdout: single("n", "3")
  },
  {
    what: "triggers and views",
    code: `create table t(x); create table log(y); create trigger g after insert on t begin insert into log values (new.x * 2); end; insert into t values (4); create view v as select y from log; select y from v`,
    stdout: single("y", "8")
  },
  { what: "JSON", code: `select '{"a":[1,2,3]}' -> '$.a[2]' as j`, stdout: single("j", "3") },
  {
    what: "full text search",
    code: `create virtual table f using fts5(x); insert into f values ('hello world'); select x from f where f match 'wor*'`,
    stdout: single("x", "hello world")
  },
  {
    what: "dates in UTC",
    code: `select datetime(0, 'unixepoch', 'localtime') as d`,
    stdout: single("d", "1970-01-01 00:00:00")
  },
  { what: "mathematics", code: `select round(sqrt(2), 3) as r`, stdout: single("r", "1.414") },
  { what: "large integers whole", code: `select 9223372036854775807 as n`, stdout: single("n", "9223372036854775807") },
  { what: "bytes in hexadecimal", code: `select x'00ff' as b`, stdout: single("b", "x'00ff'") },
  {
    what: "text in UTF-8",
    code: `select upper('é') || length('😀') || substr('añb', 2, 1) as u`,
    stdout: single("u", "é1ñ")
  },
  {
    what: "its arguments as ?1, ?2",
    code: `select ?2 || ?1 as a`,
    request: { args: ["x", "é"] },
    stdout: single("a", "éx")
  },
  {
    what: "parameters without an argument as NULL",
    code: `select ?1 is null and :name is null as a`,
    stdout: single("a", "1")
  },
  {
    what: "databases in files that it attaches",
    code: `attach 'data.db' as d; create table d.t(x); insert into d.t values (5); detach d; attach 'data.db' as e; select x from e.t`,
    stdout: single("x", "5")
  },
  {
    what: "foreign keys when it asks for them",
    code: `pragma foreign_keys = on; pragma foreign_keys`,
    stdout: single("foreign_keys", "1")
  },
  { what: "a byte order mark", code: `\ufeffselect 1 as a`, stdout: single("a", "1") }
]

describe("a script of SQL finds", () => {
  it.each(ordinary)("$what", async ({ code, request, stdout }) => {
    const outcome = await bench.run(code, request)
    assert.deepInclude(outcome, { status: "success", exitCode: 0, stderr: "" })
    assert.strictEqual(outcome.stdout, stdout)
  })

  it("the plan of a query", async () => {
    const { stdout } = await bench.run(`${people}explain query plan select * from people where id = 1`)
    assert.include(stdout, "│ SEARCH people USING INTEGER PRIMARY KEY (rowid=?) │")
  })

  it("a database that came beside it", async () => {
    const made = await bench.run(
      `attach 'a.db' as a; create table a.t(x); insert into a.t values (7); select hex(x) from a.t`
    )
    assert.strictEqual(made.status, "success")
    const { stdout } = await bench.run(`attach 'empty.db' as e; create table e.t(x); select count(*) as n from e.t`, {
      files: { "empty.db": "" }
    })
    assert.strictEqual(stdout, single("n", "0"))
  })

  it("its results handed over one by one", async () => {
    const { pieces } = await bench.run(`select 1 as a; select 2 as b;`)
    assert.deepStrictEqual(pieces, [single("a", "1"), single("b", "2")])
  })
})

interface Failing {
  readonly what: string
  readonly code: string
  readonly error: { readonly type: string; readonly message: string; readonly line: number; readonly column: number }
  readonly stderr: string
}

const failing: ReadonlyArray<Failing> = [
  {
    what: "a table that is not there",
    code: `select 1;\n\nselect x\n  from nowhere;`,
    error: { type: "SQLITE_ERROR", message: "no such table: nowhere", line: 3, column: 1 },
    stderr: "main.sql:3:1: no such table: nowhere\n  select x\n  ^\n"
  },
  {
    what: "a column that is not there",
    code: `create table t(a);\nselect a, é from t;`,
    error: { type: "SQLITE_ERROR", message: "no such column: é", line: 2, column: 11 },
    stderr: "main.sql:2:11: no such column: é\n  select a, é from t;\n            ^\n"
  },
  {
    what: "a syntax error",
    code: `select 'é', from t`,
    error: { type: "SQLITE_ERROR", message: `near "from": syntax error`, line: 1, column: 13 },
    stderr: `main.sql:1:13: near "from": syntax error\n  select 'é', from t\n              ^\n`
  },
  {
    what: "a constraint",
    code: `create table t(a unique);\ninsert into t values (1);\n-- again\ninsert into t values (1);`,
    error: { type: "SQLITE_CONSTRAINT_UNIQUE", message: "UNIQUE constraint failed: t.a", line: 4, column: 1 },
    stderr: "main.sql:4:1: UNIQUE constraint failed: t.a\n  insert into t values (1);\n  ^\n"
  },
  {
    what: "a value that is missing",
    code: `create table t(a not null); insert into t values (null)`,
    error: { type: "SQLITE_CONSTRAINT_NOTNULL", message: "NOT NULL constraint failed: t.a", line: 1, column: 29 },
    stderr:
      "main.sql:1:29: NOT NULL constraint failed: t.a\n  create table t(a not null); insert into t values (null)\n                              ^\n"
  },
  {
    what: "a command of the shell, which SQL has not",
    code: `.open x`,
    error: {
      type: "SQLITE_ERROR",
      message: `near ".": syntax error: .open is a command of SQLite's shell, and only SQL is run here`,
      line: 1,
      column: 1
    },
    stderr: `main.sql:1:1: near ".": syntax error: .open is a command of SQLite's shell, and only SQL is run here\n  .open x\n  ^\n`
  }
]

describe("what a script dies of is told with its place:", () => {
  it.each(failing)("$what", async ({ code, error, stderr }) => {
    const outcome = await bench.run(code)
    assert.deepInclude(outcome, { status: "error", exitCode: 1, reusable: true })
    assert.deepStrictEqual(outcome.error, error)
    assert.strictEqual(outcome.stderr, stderr)
  })

  it("the statements before have happened, those after have not", async () => {
    const { stdout } = await bench.run(`select 1 as a; select nothing; select 2 as b`)
    assert.strictEqual(stdout, single("a", "1"))
  })
})

it("the version that is told is the one of the library", async () => {
  const { stdout } = await bench.run(`select 'SQLite ' || sqlite_version() as v`)
  assert.include(stdout, `│ ${runtimes({ engines: ["@glissade/engine-sql"] })[0]!.version} │`)
})
