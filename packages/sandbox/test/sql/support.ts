import { resolveFiles } from "../../src/HostCommand.ts"
import { makeEngine } from "../../src/sql/SqlEngine.ts"
import { Bench } from "../Bench.ts"

export const startSql = (): Promise<Bench> => Bench.start(makeEngine(resolveFiles().folders.sql!), "sql")
