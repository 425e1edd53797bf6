/** Makes the memory image that the Python engine boots from, where the server looks for it (`CACHE_FOLDER`), and prints its path. */
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { defaultCacheFolder } from "@glissade/sandbox/PrivateFolder"
import * as Effect from "effect/Effect"

const cacheFolder = process.env["CACHE_FOLDER"] ?? defaultCacheFolder()

console.log(await Effect.runPromise(EngineSandbox.makeImage({ cacheFolder })))
