import { engineNamed } from "@glissade/test-kit/Engines"
import { makeEngine } from "../src/SqlEngine.ts"
import { Bench } from "@glissade/test-kit/EngineBench"

export const startSql = (): Promise<Bench> => Bench.start(makeEngine(engineNamed("sql").assets), "sql")
