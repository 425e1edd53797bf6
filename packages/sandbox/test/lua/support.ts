import { resolveFiles } from "../../src/HostCommand.ts"
import { makeEngine } from "../../src/lua/LuaEngine.ts"
import { Bench } from "../Bench.ts"

export const startLua = (): Promise<Bench> => Bench.start(makeEngine(resolveFiles().folders.lua!), "lua")
