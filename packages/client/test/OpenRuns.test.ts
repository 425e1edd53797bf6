import { assert, describe, it } from "@effect/vitest"
import type { OpenRun } from "@glissade/client/OpenRuns"
import { OpenRuns } from "@glissade/client/OpenRuns"

const memory = (text: string | null = null, capacity = 1_000) => {
  let kept = text
  return {
    read: () => kept,
    write: (next: string) => {
      if (next.length > capacity) throw new DOMException("full", "QuotaExceededError")
      kept = next
    }
  }
}

type Storage = ReturnType<typeof memory>

const at = (now: number, storage: Storage) => new OpenRuns({ storage, now: () => now })

const run: OpenRun = { jobId: "a", jobKey: "k", attempt: 1, at: 1_000, request: { code: "print(1)", args: ["x"] } }

describe("open runs", () => {
  it("are read as they were written", () => {
    const storage = memory()
    at(0, storage).write([run])
    assert.deepStrictEqual(at(2_000, storage).read(), [run])
  })

  it("are forgotten a quarter of an hour after they were begun", () => {
    const storage = memory()
    at(0, storage).write([run])
    assert.deepStrictEqual(at(1_000 + 15 * 60_000, storage).read(), [])
  })

  it("that do not fit are not kept, and leave none of an earlier time behind", () => {
    const storage = memory()
    at(0, storage).write([run])
    at(0, storage).write([{ ...run, request: { code: "x".repeat(2_000) } }])
    assert.deepStrictEqual(at(2_000, storage).read(), [])
  })

  for (const text of [null, "", "{", "{}", "[1,null,[],{}]", '[{"jobId":"a","jobKey":"k","attempt":1,"at":1}]']) {
    it(`are none in ${JSON.stringify(text)}`, () => assert.deepStrictEqual(at(0, memory(text)).read(), []))
  }

  it("are none where storage is forbidden", () => {
    const refuse = () => {
      throw new DOMException("no", "SecurityError")
    }
    const openRuns = at(0, { read: refuse, write: refuse })
    assert.deepStrictEqual(openRuns.read(), [])
    openRuns.write([run])
  })

  const resume = async (claim: (name: string) => Promise<boolean>, own: ReadonlyArray<OpenRun> = []) => {
    const storage = memory()
    const openRuns = new OpenRuns({ storage, claim, now: () => 2_000 })
    openRuns.write(own)
    storage.write(JSON.stringify([run, { ...run, jobId: "b" }]))
    const resumed: Array<string> = []
    await openRuns.resume({ goOn: (open) => resumed.push(open.jobId) as never })
    return { resumed, kept: storage.read() }
  }

  it("are gone on with by the page that can take them, and left to the one that has them", async () => {
    const { kept, resumed } = await resume((name) => Promise.resolve(name === "glissade.run.b"))
    assert.deepStrictEqual(resumed, ["b"])
    assert.strictEqual(kept, "[]")
  })

  it("are taken when they begin, and not gone on with by the page that has begun them", async () => {
    const names: Array<string> = []
    const { kept, resumed } = await resume((name) => Promise.resolve(names.push(name) > 0), [run])
    assert.deepStrictEqual(names, ["glissade.run.a", "glissade.run.b"])
    assert.deepStrictEqual(resumed, ["b"])
    assert.strictEqual(kept, JSON.stringify([run]))
  })
})
