import { engineNamed } from "@glissade/test-kit/Engines"
import { makeEngine } from "../src/LuaEngine.ts"
import { Bench } from "@glissade/test-kit/EngineBench"

export const startLua = (): Promise<Bench> => Bench.start(makeEngine(engineNamed("lua").assets), "lua")
