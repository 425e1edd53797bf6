import { accounts } from "./0001Accounts.ts"
import { library } from "./0002Library.ts"
import { history } from "./0003History.ts"
import type { Migration } from "./Migration.ts"

/** The schema, in the order in which it came about. Add to its end. */
export const migrations: ReadonlyArray<Migration> = [accounts, library, history]
