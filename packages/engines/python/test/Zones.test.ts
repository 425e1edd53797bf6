import { engineNamed } from "@glissade/test-kit/Engines"
import { assert, it, layer } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"
import { run } from "@glissade/test-kit/Programs"

interface Row {
  readonly what: string
  readonly code: string
  readonly stdout: string
}

const header =
  "from datetime import datetime, timedelta, timezone\nfrom zoneinfo import ZoneInfo, available_timezones\n"

const rows: ReadonlyArray<Row> = [
  {
    what: "Berlin goes forward on the last Sunday of March and back on that of October",
    code: `b = ZoneInfo("Europe/Berlin")
for utc in (datetime(2026, 3, 29, 0, 59), datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 0, 59), datetime(2026, 10, 25, 1)):
    print(utc.replace(tzinfo=timezone.utc).astimezone(b).strftime("%H:%M %Z %z"))`,
    stdout: "01:59 CET +0100\n03:00 CEST +0200\n02:59 CEST +0200\n02:00 CET +0100\n"
  },
  {
    what: "an hour that comes twice is told apart by fold",
    code: `n = ZoneInfo("America/New_York")
for fold in 0, 1: print(datetime(2026, 11, 1, 1, 30, fold=fold, tzinfo=n).isoformat())`,
    stdout: "2026-11-01T01:30:00-04:00\n2026-11-01T01:30:00-05:00\n"
  },
  {
    what: "Nepal is three quarters of an hour off, and Lord Howe goes forward by half of one",
    code: `for name in "Asia/Kathmandu", "Australia/Lord_Howe":
    print([str(datetime(2026, m, 1, tzinfo=ZoneInfo(name)).utcoffset()) for m in (1, 7)])`,
    stdout: "['5:45:00', '5:45:00']\n['11:00:00', '10:30:00']\n"
  },
  {
    what: "Samoa went without the thirtieth of December 2011",
    code: `utc = datetime(2011, 12, 30, 9, 59, 59, tzinfo=timezone.utc)
for s in 0, 1: print((utc + timedelta(seconds=s)).astimezone(ZoneInfo("Pacific/Apia")).isoformat())`,
    stdout: "2011-12-29T23:59:59-10:00\n2011-12-31T00:00:00+14:00\n"
  },
  {
    what: "the past is known, and the future by its rule",
    code: `b = ZoneInfo("Europe/Berlin")
print(datetime(1880, 1, 1, tzinfo=b).tzname(), datetime(1945, 6, 1, tzinfo=b).tzname(), datetime(2099, 7, 1, tzinfo=b).tzname())`,
    stdout: "LMT CEMT CEST\n"
  },
  {
    what: "all zones are listed",
    code: `all = available_timezones()
print(len(all) > 590, {"UTC", "Europe/Kyiv", "Asia/Calcutta", "Etc/GMT+12"} <= all)
for name in all: ZoneInfo(name)`,
    stdout: "True True\n"
  },
  {
    what: "what is no zone is not found",
    code: `for key in "Europe/Nowhere", "Europe", "../zones", "/etc/passwd", "a\\0b", "\\ud800":
    try: print(ZoneInfo(key))
    except Exception as error: print(type(error).__name__)`,
    stdout:
      "ZoneInfoNotFoundError\nZoneInfoNotFoundError\nValueError\nValueError\nZoneInfoNotFoundError\nZoneInfoNotFoundError\n"
  }
]

const zones = Intl.supportedValuesOf("timeZone")
const random = makeRandom(2026)
const from = Date.UTC(1990, 0) / 1_000
const to = Date.UTC(2025, 0) / 1_000
const instants = Array.from({ length: 12 }, () => Math.floor(from + random() * (to - from)))

/** Minutes east of Greenwich, as V8's own data has it. */
const offsetsOf = (zone: string): ReadonlyArray<number> => {
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
  return instants.map((instant) => {
    const name = format.formatToParts(instant * 1_000).find(({ type }) => type === "timeZoneName")!.value
    const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name)!
    return hours === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes))
  })
}

layer(EngineSandbox.layer({ engines: ["@glissade/engine-python"], interpreters: 1 }), {
  excludeTestServices: true,
  timeout: 60_000
})("time zones in Python", (it) => {
  it.effect.each(rows)("$what", ({ code, stdout }) =>
    Effect.gen(function* () {
      const result = yield* run(header + code)
      assert.strictEqual(result.stdout, stdout, result.stderr ?? "")
    })
  )

  it.effect("every zone that Node knows has the same offsets in Python, from 1990 to 2024", () =>
    Effect.gen(function* () {
      const code = `${header}import json, sys
zones, instants = json.load(sys.stdin)
offset = lambda zone, at: datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset() // timedelta(minutes=1)
print(json.dumps([[offset(zone, at) for at in instants] for zone in zones]))`
      const { stderr, stdout } = yield* run(code, { stdin: JSON.stringify([zones, instants]) })
      const offsets = JSON.parse(stdout || "null") as ReadonlyArray<ReadonlyArray<number>> | null
      assert.isNotNull(offsets, stderr ?? "")
      for (const [index, zone] of zones.entries()) assert.deepStrictEqual(offsets![index], offsetsOf(zone), zone)
    })
  )
})

it("the data is the wheel that PyPI has, byte for byte", () => {
  const hash = createHash("sha256")
    .update(readFileSync(engineNamed("python").readable.find((file) => file.endsWith(".whl"))!))
    .digest("hex")
  assert.strictEqual(hash, "0a10eec6e13ef16b627fabed9a5f2ba61a62b1c67f327305f4e7e412a70b4aec")
})
