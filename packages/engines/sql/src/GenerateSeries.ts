import type { LinearMemory } from "@glissade/engine/wasm/LinearMemory"
import type { Callback } from "./Callbacks.ts"

/** What SQLite's module exports for virtual tables. */
export interface TableExports {
  readonly sqlite3_malloc: (size: number) => number
  readonly sqlite3_free: (address: number) => void
  readonly sqlite3_declare_vtab: (db: number, sql: number) => number
  readonly sqlite3_value_type: (value: number) => number
  readonly sqlite3_value_int64: (value: number) => bigint
  readonly sqlite3_result_int64: (context: number, value: bigint) => void
}

const Result = { ok: 0, error: 1, noMemory: 7, constraint: 19 } as const

const nullType = 5
const equals = 2

/** The columns are the value and the table's arguments, which are hidden. */
const declaration = "CREATE TABLE x(value, start HIDDEN, stop HIDDEN, step HIDDEN)"
const Column = { value: 0, start: 1, stop: 2, step: 3 } as const

/** SQLite's own, where no end is given. */
const defaultStop = 0xffff_ffffn

/** Offsets in SQLite's `sqlite3_index_info`, whose addresses are 32 bits wide. */
const Info = { count: 0, constraints: 4, usages: 16, plan: 20, cost: 40, rows: 48 } as const
const constraintBytes = 12
const usageBytes = 8

/** Offset of a table's message. */
const tableMessage = 8
const tableBytes = 12
const cursorBytes = 4

interface Series {
  value: bigint
  readonly start: bigint
  readonly stop: bigint
  readonly step: bigint
}

const isOver = ({ step, stop, value }: Series): boolean => (step > 0n ? value > stop : value < stop)

const emptySeries = (): Series => ({ value: 1n, start: 1n, stop: 0n, step: 1n })

/** The methods of a virtual table, by their places in `sqlite3_module`. */
export interface TableMethods {
  readonly connect: Callback
  readonly bestIndex: Callback
  readonly disconnect: Callback
  readonly open: Callback
  readonly close: Callback
  readonly filter: Callback
  readonly next: Callback
  readonly eof: Callback
  readonly column: Callback
  readonly rowid: Callback
}

/** The table `generate_series(start, stop, step)` of SQLite's shell. It holds four numbers for each query that reads it. */
export const generateSeries = (linear: LinearMemory, exports: () => TableExports): TableMethods => {
  const open = new Map<number, Series>()
  const seriesOf = (cursor: number): Series => open.get(cursor) ?? emptySeries()
  const allocate = (size: number): number => {
    const address = exports().sqlite3_malloc(size) >>> 0
    if (address !== 0) linear.bytes.fill(0, address, address + size)
    return address
  }
  const method = (parameters: number, call: (...args: Array<number>) => number): Callback => ({
    parameters,
    returns: true,
    call
  })
  const release = (address: number): number => {
    exports().sqlite3_free(address)
    return Result.ok
  }

  return {
    connect: method(6, (db, _data, _count, _args, out) => {
      const sql = linear.write(declaration, exports().sqlite3_malloc)
      if (sql === 0) return Result.noMemory
      const declared = exports().sqlite3_declare_vtab(db!, sql)
      exports().sqlite3_free(sql)
      if (declared !== Result.ok) return declared
      const table = allocate(tableBytes)
      linear.set32(out!, table)
      return table === 0 ? Result.noMemory : Result.ok
    }),
    bestIndex: method(2, (table, info) => {
      const given = new Map<number, number>()
      for (let index = 0; index < linear.u32(info! + Info.count); index++) {
        const at = linear.u32(info! + Info.constraints) + index * constraintBytes
        const column = linear.i32(at)
        if (column < Column.start || linear.bytes[at + 4] !== equals) continue
        // Another plan has the argument.
        if (linear.bytes[at + 5] === 0) return Result.constraint
        given.set(column, index)
      }
      if (!given.has(Column.start)) {
        const message = `first argument to "generate_series()" missing or unusable`
        linear.set32(table! + tableMessage, linear.write(message, exports().sqlite3_malloc))
        return Result.error
      }
      let plan = 0
      let argument = 0
      for (const column of [Column.start, Column.stop, Column.step]) {
        const index = given.get(column)
        if (index === undefined) continue
        const usage = linear.u32(info! + Info.usages) + index * usageBytes
        linear.set32(usage, ++argument)
        linear.bytes[usage + 4] = 1
        plan |= 1 << column
      }
      linear.set32(info! + Info.plan, plan)
      const isBounded = given.has(Column.stop)
      linear.view.setFloat64(info! + Info.cost, isBounded ? 2 : 2_147_483_647, true)
      linear.set64(info! + Info.rows, isBounded ? 1_000n : 2_147_483_647n)
      return Result.ok
    }),
    disconnect: method(1, (table) => release(table!)),
    open: method(2, (_table, out) => {
      const cursor = allocate(cursorBytes)
      linear.set32(out!, cursor)
      return cursor === 0 ? Result.noMemory : Result.ok
    }),
    close: method(1, (cursor) => {
      open.delete(cursor!)
      return release(cursor!)
    }),
    filter: method(5, (cursor, plan, _text, count, values) => {
      const { sqlite3_value_int64, sqlite3_value_type } = exports()
      const addresses = Array.from({ length: count! }, (_, index) => linear.u32(values! + index * 4))
      if (addresses.some((value) => sqlite3_value_type(value) === nullType)) {
        open.set(cursor!, emptySeries())
        return Result.ok
      }
      const next = (column: number, otherwise: bigint): bigint =>
        (plan! & (1 << column)) === 0 ? otherwise : sqlite3_value_int64(addresses.shift()!)
      const start = next(Column.start, 0n)
      const stop = next(Column.stop, defaultStop)
      const step = next(Column.step, 1n) || 1n
      open.set(cursor!, { value: start, start, stop, step })
      return Result.ok
    }),
    next: method(1, (cursor) => {
      const series = seriesOf(cursor!)
      series.value += series.step
      return Result.ok
    }),
    eof: method(1, (cursor) => (isOver(seriesOf(cursor!)) ? 1 : 0)),
    column: method(3, (cursor, context, column) => {
      const { start, step, stop, value } = seriesOf(cursor!)
      exports().sqlite3_result_int64(context!, [value, start, stop, step][column!] ?? value)
      return Result.ok
    }),
    rowid: method(2, (cursor, out) => {
      linear.set64(out!, seriesOf(cursor!).value)
      return Result.ok
    })
  }
}
