/** The grammar only: the completions of its package are not used here. */
export { SQLite } from "@codemirror/lang-sql"
