/** Makes the memory image that the Python engine boots from, where the server looks for it, and prints its path. */
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"

console.log(await Effect.runPromise(EngineSandbox.makeImage()))
