/**
 * Creates the memory images that engines boot from, where the server looks for them (`CACHE_FOLDER`), with the packages that were added
 * (`PACKAGES_FOLDER`), and prints their paths.
 */
import "./build-engines.ts"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { defaultCacheFolder } from "@glissade/sandbox/registry/PrivateFolder"
import * as Effect from "effect/Effect"

const cacheFolder = process.env["CACHE_FOLDER"] || defaultCacheFolder()

const packagesFolder = process.env["PACKAGES_FOLDER"] || undefined

for (const image of await Effect.runPromise(
  EngineSandbox.makeImages({ cacheFolder, ...(packagesFolder && { packagesFolder }) })
))
  console.log(image)
