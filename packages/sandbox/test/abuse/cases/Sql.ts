import {
  anyEnd,
  broken,
  failure,
  outOfMemory,
  outputLimit,
  prints,
  short,
  small,
  sql,
  timeout
} from "@glissade/test-kit/Case"
import type { Case } from "@glissade/test-kit/Case"

const numbers = "with recursive c(x) as (select 1 union all select x+1 from c)"
const sqlError = failure(/^SQLITE_/)

/** What scripts of SQL may do badly, by the groups of the catalogue. */
export const sqlCases: Readonly<Record<string, ReadonlyArray<Case>>> = {
  ordinary: [
    sql("a result", "select 6*7 as answer", prints("┌────────┐\n│ answer │\n├────────┤\n│     42 │\n└────────┘\n")),
    sql("tables", "create table t(x); insert into t values(1),(2); select sum(x) from t", prints(/│ {6}3 │/))
  ],
  time: [
    sql("a query without end", `${numbers} select count(*) from c`, timeout, short),
    sql(
      "a join of much",
      `create table t as ${numbers} select x from c limit 3000; select count(*) from t a,t b,t c`,
      timeout,
      short
    ),
    sql(
      "a pattern that backtracks",
      `${numbers} select count(*) from c where '${"a".repeat(500)}'||x like '${"%a".repeat(200)}b'`,
      timeout,
      short
    ),
    sql(
      "a glob that backtracks",
      `${numbers} select count(*) from c where '${"a".repeat(500)}'||x glob '${"*a".repeat(200)}b'`,
      timeout,
      short
    )
  ],
  memory: [
    sql(
      "rows without end",
      `create table t(x); ${numbers} insert into t select zeroblob(100000) from c`,
      outOfMemory,
      small
    ),
    sql("one value too large", "select length(hex(zeroblob(400000000))) as n", outOfMemory, small),
    sql("a value larger than SQLite's own limit", "select length(zeroblob(3000000000))", sqlError, small),
    sql("a sort without end", `${numbers} select x from c order by -x`, outOfMemory, small),
    sql(
      "a file without end",
      `attach 'f' as f; create table f.t(x); ${numbers} insert into f.t select zeroblob(100000) from c`,
      outOfMemory,
      small
    ),
    sql(
      "a cache that is set large",
      `pragma cache_size=-1000000; create table t(x); ${numbers} insert into t select randomblob(1000) from c`,
      outOfMemory,
      small
    ),
    sql(
      "a hundred databases",
      Array.from({ length: 100 }, (_, i) => `attach 'f${i}' as f${i};`).join(""),
      sqlError,
      small
    ),
    sql(
      "a text that is formatted wide",
      "select length(printf('%1000000000d', 1))",
      { status: ["memory_limit", "error"] },
      small
    )
  ],
  output: [
    sql("a result without end", `${numbers} select x from c`, outputLimit),
    sql("rows of nothing", `${numbers} select null from c`, outputLimit),
    sql("one long value", "select hex(zeroblob(1000000))", outputLimit),
    sql("a long error", `select ${"x".repeat(100_000)}`, { status: ["error", "output_limit"] }),
    sql(
      "terminal sequences, as pictures",
      "select char(27)||'[2J' as a",
      prints("┌──────┐\n│ a    │\n├──────┤\n│ ␛[2J │\n└──────┘\n")
    ),
    sql(
      "a frame that is forged",
      "select char(10)||'└──┘' as a",
      prints(/^┌──────┐\n│ a {4}│\n├──────┤\n│ {6}│\n│ └──┘ │\n└──────┘\n$/)
    )
  ],
  recursion: [
    sql("nested parentheses", `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`, sqlError),
    sql("a long sum", `select ${"1+".repeat(20_000)}1`, sqlError),
    sql("nested JSON", `select json('${"[".repeat(100_000)}')`, sqlError),
    sql(
      "triggers that fire themselves",
      "create table t(x); pragma recursive_triggers=on; create trigger g after insert on t begin insert into t values(1); end; insert into t values(1)",
      sqlError
    ),
    sql(
      "views of views",
      `create view v0 as select 1 as x; ${Array.from({ length: 400 }, (_, i) => `create view v${i + 1} as select x from v${i} union all select x from v${i};`).join("")} select count(*) from v400`,
      { status: ["error", "timeout", "memory_limit"] },
      short
    )
  ],
  processes: [sql("edit() of the shell", "select edit('x', 'sh')", sqlError)],
  files: [
    sql("a file of the machine", "attach '/etc/passwd' as p; select * from p.sqlite_schema", sqlError),
    sql("a way up", "attach '../../../../../etc/shadow' as p; select * from p.sqlite_schema", sqlError),
    sql("a folder", "attach '/tmp' as p; create table p.t(x)", sqlError),
    sql("an address", "attach 'file:///etc/passwd?mode=ro' as p; select * from p.sqlite_schema", sqlError),
    sql("its own source, written over", "attach 'main.sql' as m; create table m.t(x)", sqlError),
    sql(
      "a vacuum into a file",
      "create table t(x); vacuum into 'out.db'; attach 'out.db' as o; select count(*) from o.sqlite_schema",
      prints(/│ {8}1 │/)
    )
  ],
  environment: [
    sql("the locks and the process of the machine", "pragma lock_proxy_file; select * from pragma_database_list", {
      status: ["success", "error"]
    }),
    sql(
      "folders for temporary files",
      "pragma temp_store_directory='/etc'; pragma temp_store=1; create temp table t(x); select 1",
      { status: ["success", "error"] }
    )
  ],
  bridge: [
    sql("an extension", "select load_extension('/lib/x86_64-linux-gnu/libc.so.6')", sqlError),
    sql("a file system of the browser", "attach 'file:x?vfs=kvvfs' as k; create table k.t(x)", broken),
    sql("another one", "attach 'file:x?vfs=opfs' as k", sqlError),
    sql(
      "functions and modules of the package",
      "select count(*) from pragma_module_list where name like '%js%' and name not like 'json%'",
      prints(/│ {8}0 │/)
    )
  ],
  corruption: [
    sql(
      "a schema written over",
      "pragma writable_schema=on; create table t(x); update sqlite_schema set sql='create table t(x,y,z)', rootpage=99; pragma writable_schema=reset; select * from t",
      { status: ["error", "success"] }
    ),
    sql("a database of noise", "attach 'n.db' as n; select * from n.sqlite_schema", sqlError, {
      files: [
        { name: "n.db", content: `U1FMaXRlIGZvcm1hdCAzAA${"AbCdEf01".repeat(200)}`.slice(0, 1600), encoding: "base64" }
      ]
    }),
    sql("a page size that is odd", "pragma page_size=65536; vacuum; pragma max_page_count=1; create table t(x)", {
      status: ["error", "success"]
    }),
    sql(
      "pointers of fts",
      "create virtual table f using fts5(x); insert into f(f, rank) values('rank', 'bm25(1e308)'); update f_data set block=zeroblob(9); select * from f where f match 'a'",
      { status: anyEnd }
    )
  ],
  text: [
    sql("a NUL in the source", "select 1;\0select 2", { status: ["success", "error"] }),
    sql("a NUL in a text", "select 'a'||char(0)||'b' as a", prints(/│ a␀b │/)),
    sql("broken UTF-8", "select cast(x'ff41' as text) as a", prints(/│ \ufffdA/)),
    sql("a very long line", `select length('${"a".repeat(200_000)}') as n`, prints(/│ 200000 │/)),
    sql("odd characters in arguments", "select ?1||'|'||?2 as a", prints(/│ ␁\|é/), { args: ["\u0001", "é"] })
  ],
  exits: [
    sql("a failure in the middle", "select 1; select raise; select 2", sqlError),
    sql("a raise outside of a trigger", "select raise(abort, 'x')", sqlError)
  ],
  stdin: [sql("any", "select 1 as a", prints(/│ 1 │/), { stdin: "x".repeat(100_000) })],
  harness: [
    sql(
      "functions of its own names",
      "create table sqlite_schema2(x); create table pragma_function_list(x); select count(*) from pragma_function_list",
      { status: ["success", "error"] }
    ),
    sql("a limit lifted", "pragma hard_heap_limit=1; create table t(x); select 1", {
      status: ["success", "error", "memory_limit"]
    })
  ],
  aftermath: [
    sql("an open transaction", "begin exclusive; create table t(x)", { exitCode: 0 }),
    sql("a file left", "attach 'left.db' as l; create table l.t(x); insert into l.t values(1)", { exitCode: 0 }),
    sql("settings", "pragma foreign_keys=on; pragma case_sensitive_like=on; pragma user_version=7", { exitCode: 0 })
  ]
}
