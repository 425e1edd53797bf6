export const ResultCode = { ok: 0, noMemory: 7, ioError: 10, full: 13, row: 100, done: 101 } as const

const primary = [
  "OK",
  "ERROR",
  "INTERNAL",
  "PERM",
  "ABORT",
  "BUSY",
  "LOCKED",
  "NOMEM",
  "READONLY",
  "INTERRUPT",
  "IOERR",
  "CORRUPT",
  "NOTFOUND",
  "FULL",
  "CANTOPEN",
  "PROTOCOL",
  "EMPTY",
  "SCHEMA",
  "TOOBIG",
  "CONSTRAINT",
  "MISMATCH",
  "MISUSE",
  "NOLFS",
  "AUTH",
  "FORMAT",
  "RANGE",
  "NOTADB"
]

/** Kinds of constraints: the high byte of an extended code. */
const constraints = [
  "",
  "_CHECK",
  "_COMMITHOOK",
  "_FOREIGNKEY",
  "_FUNCTION",
  "_NOTNULL",
  "_PRIMARYKEY",
  "_TRIGGER",
  "_UNIQUE",
  "_VTAB",
  "_ROWID",
  "_PINNED",
  "_DATATYPE"
]

const constraint = 19

/** The name of an extended result code, such as `SQLITE_CONSTRAINT_UNIQUE`. */
export const resultName = (code: number): string => {
  const kind = code & 255
  const name = `SQLITE_${primary[kind] ?? kind}`
  return kind === constraint ? name + (constraints[code >> 8] ?? "") : name
}
