import { readFileSync } from "node:fs"
import type { EmscriptenModule } from "./Emscripten.ts"

/**
 * The data of time zones is a wheel of the Python package `tzdata`, as PyPI has it: wheels are zips, and Python imports from zips. It is one
 * file among the interpreter's and costs nobody anything who does not use it.
 */
const path = "/lib/tzdata.zip"

export const installZones = (module: EmscriptenModule, wheel: string | undefined): void => {
  if (wheel !== undefined) module.FS.writeFile(path, readFileSync(wheel))
}

/** Has the wheel's table read, which takes 20 ms. Python itself would read it again for every zone. */
const source = String.raw`
import io, sys, zipimport, zoneinfo._common
sys.path.append("${path}")
import tzdata

def load_tzdata(key, archive=zipimport.zipimporter("${path}"), BytesIO=io.BytesIO):
    try:
        return BytesIO(archive.get_data("tzdata/zoneinfo/" + key))
    except OSError:
        raise zoneinfo._common.ZoneInfoNotFoundError(f"No time zone found with key {key}") from None

load_tzdata.__module__ = "zoneinfo._common"
zoneinfo._common.load_tzdata = load_tzdata
zoneinfo.ZoneInfo.no_cache("Europe/Berlin")
zoneinfo.available_timezones()
`

/** Runs once, before the memory image is taken, where there is a wheel. Its frame shows where a zone is not known. */
export const preloadZones = `
exec(compile(${JSON.stringify(source)}, "<zoneinfo>", "exec"), {"__builtins__": dict(vars(__import__("builtins")))})
`
