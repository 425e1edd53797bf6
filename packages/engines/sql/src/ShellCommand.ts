const instead: Readonly<Record<string, string>> = {
  databases: "pragma database_list tells them",
  dump: "select sql from sqlite_schema tells how tables were made",
  headers: "results have a line of names always",
  import: "programs read no files as tables",
  indexes: "select name from sqlite_schema where type = 'index' lists them",
  mode: "the arguments --csv and --json of the run say how results are printed",
  schema: "select sql from sqlite_schema tells how tables were made",
  tables: "select name from sqlite_schema where type = 'table' lists them"
}

/** What to say of a text that begins with a command of SQLite's shell, such as `.tables`; `undefined` if it begins with none. */
export const shellCommand = (text: string): string | undefined => {
  const [command, name = ""] = /^\.([a-z]+)\b/.exec(text) ?? []
  if (command === undefined) return undefined
  const hint = Object.hasOwn(instead, name) ? `: ${instead[name]}` : ""
  return `${command} is a command of SQLite's shell, and only SQL is run here${hint}`
}
