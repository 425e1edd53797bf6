import { SQLite } from "@codemirror/lang-sql"

/** SQLite's words, as its grammar has them. */
export const keywords: string = [SQLite.spec.keywords, SQLite.spec.types].join(" ").trim()
