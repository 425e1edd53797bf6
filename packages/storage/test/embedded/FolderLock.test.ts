import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { createInterface } from "node:readline"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { lockFolder } from "../../src/embedded/FolderLock.ts"
import { temporaryFolder } from "./Fixtures.ts"

const lockIn = (folder: string): string => join(folder, "lock")

interface Content {
  readonly pid: number
  readonly host: string
  readonly started: number | null
  readonly since: string
  readonly scope: string
  readonly token: string
}

const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as Content

/** What this process itself writes. */
const ownContent = Effect.gen(function* () {
  const folder = yield* temporaryFolder
  yield* lockFolder(folder)
  return read(lockIn(folder))
}).pipe(Effect.scoped)

const token = (digit: string): string => digit.repeat(32)

/** A process id that is free: its process has ended. */
const deadPid = (): number => spawnSync("true").pid

/** Makes a file this old. */
const age = (path: string, seconds: number): void => {
  const at = statSync(path).mtimeMs / 1_000 - seconds
  utimesSync(path, at, at)
}

/** Why the lock cannot be had: somebody else has it. */
const failure = (folder: string) =>
  Effect.scoped(lockFolder(folder)).pipe(
    Effect.flip,
    Effect.map((fault) => {
      if (fault._tag !== "FolderLocked") throw new Error(fault.message)
      return fault
    })
  )

/** Processes that take locks, which go with the scope. */
const takers = (count: number) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      Array.from({ length: count }, () => {
        const program = fileURLToPath(new URL("LockTaker.ts", import.meta.url))
        const child = spawn(process.execPath, ["--conditions=@glissade/source", program], {
          stdio: ["pipe", "pipe", "inherit"]
        })
        const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
        return { child, exited: once(child, "exit"), answer: () => lines.next().then(({ value }) => value as string) }
      })
    ),
    (all) =>
      Effect.promise(() => {
        for (const { child } of all) child.stdin.end()
        return Promise.all(all.map(({ exited }) => exited))
      })
  )

describe("the lock of a data folder", () => {
  it.effect("names its holder, and goes with it", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* lockFolder(folder)
          const { host, pid, since } = read(lockIn(folder))
          assert.strictEqual(pid, process.pid)
          const { holder, message } = yield* failure(folder)
          assert.deepStrictEqual(holder, { pid, host, since })
          for (const part of [folder, `${pid}`, host, since]) assert.include(message, part)
        })
      )
      assert.deepStrictEqual(readdirSync(folder), [])
      yield* Effect.scoped(lockFolder(folder))
    })
  )

  it.effect("of a process that has ended is taken over", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      writeFileSync(lockIn(folder), JSON.stringify({ ...(yield* ownContent), pid: deadPid(), token: token("a") }))
      yield* lockFolder(folder)
      assert.strictEqual(read(lockIn(folder)).pid, process.pid)
      assert.deepStrictEqual(readdirSync(folder), ["lock"])
    })
  )

  it.effect("of a process whose id another one has since got is taken over", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const own = yield* ownContent
      writeFileSync(lockIn(folder), JSON.stringify({ ...own, started: own.started! - 1, token: token("a") }))
      yield* lockFolder(folder)
      assert.strictEqual(read(lockIn(folder)).started, own.started)
    })
  )

  it.effect("of another host is held while it gives signs of life, for 30 s", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const other = { ...(yield* ownContent), host: "elsewhere", pid: deadPid(), token: token("a") }
      writeFileSync(lockIn(folder), JSON.stringify(other))
      age(lockIn(folder), 28)
      const { message } = yield* failure(folder)
      assert.include(message, "elsewhere")
      assert.include(message, "30 s")
      age(lockIn(folder), 31)
      yield* lockFolder(folder)
      assert.strictEqual(read(lockIn(folder)).host, (yield* ownContent).host)
    })
  )

  it.effect(
    "of a container with this host's name, which has processes of its own, is held as that of another host",
    () =>
      Effect.gen(function* () {
        const folder = yield* temporaryFolder
        const other = { ...(yield* ownContent), scope: "boot pid:[1]", pid: deadPid(), token: token("a") }
        writeFileSync(lockIn(folder), JSON.stringify(other))
        yield* failure(folder)
        age(lockIn(folder), 31)
        yield* lockFolder(folder)
      })
  )

  it.effect("removes what those left who were killed while they took it, and nothing of those who take it now", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const own = yield* ownContent
      const begun = (digit: string, content: string) => {
        const name = `lock.new.${token(digit)}`
        writeFileSync(join(folder, name), content)
        return name
      }
      const living = begun("a", JSON.stringify({ ...own, token: token("a") }))
      begun("b", JSON.stringify({ ...own, pid: deadPid(), token: token("b") }))
      const empty = begun("c", "")
      age(join(folder, begun("d", "")), 31)
      yield* lockFolder(folder)
      assert.deepStrictEqual(readdirSync(folder).toSorted(), ["lock", living, empty])
    })
  )

  it.effect("that cannot be read is held for as long", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      writeFileSync(lockIn(folder), "")
      assert.include((yield* failure(folder)).message, lockIn(folder))
      age(lockIn(folder), 31)
      yield* lockFolder(folder)
      assert.strictEqual(read(lockIn(folder)).pid, process.pid)
    })
  )

  it.effect("gives a sign of life every 10 s", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      yield* lockFolder(folder)
      const before = readFileSync(lockIn(folder), "utf8")
      const now = statSync(lockIn(folder)).mtimeMs
      age(lockIn(folder), 25)
      yield* TestClock.adjust("10 seconds")
      assert.isAtLeast(statSync(lockIn(folder)).mtimeMs, now)
      assert.strictEqual(readFileSync(lockIn(folder), "utf8"), before)
    })
  )

  it.effect("tells its holder when somebody else has it, and then stays theirs", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const theirs = JSON.stringify({ ...(yield* ownContent), host: "elsewhere", token: token("b") })
      yield* Effect.scoped(
        Effect.gen(function* () {
          const lock = yield* lockFolder(folder)
          assert.isTrue(yield* lock.isHeld)
          writeFileSync(lockIn(folder), theirs)
          yield* TestClock.adjust("10 seconds")
          yield* lock.lost
          assert.isFalse(yield* lock.isHeld)
        })
      )
      assert.strictEqual(readFileSync(lockIn(folder), "utf8"), theirs)
    })
  )

  it.live("is taken over from one that was killed while it took it over", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const own = yield* ownContent
      writeFileSync(lockIn(folder), JSON.stringify({ ...own, pid: deadPid(), token: token("a") }))
      const heir = join(folder, `lock.after.${token("a")}`)
      writeFileSync(heir, JSON.stringify({ ...own, token: token("b") }))
      assert.strictEqual((yield* failure(folder)).holder?.pid, process.pid)
      writeFileSync(heir, JSON.stringify({ ...own, pid: deadPid(), token: token("b") }))
      yield* lockFolder(folder)
      assert.deepStrictEqual(readdirSync(folder), ["lock"])
    })
  )

  it.live("is taken by exactly one of several processes that start at once, from nobody or from the dead", () =>
    Effect.gen(function* () {
      const parent = yield* temporaryFolder
      const all = yield* takers(4)
      const own = yield* ownContent
      for (let round = 0; round < 150; round++) {
        const folder = join(parent, `${round}`)
        mkdirSync(folder)
        if (round % 3 > 0) {
          writeFileSync(lockIn(folder), JSON.stringify({ ...own, pid: deadPid(), token: token("a") }))
        }
        if (round % 3 > 1) {
          const heir = join(folder, `lock.after.${token("a")}`)
          writeFileSync(heir, JSON.stringify({ ...own, pid: deadPid(), token: token("b") }))
        }
        for (const { child } of all) child.stdin.write(`${folder}\n`)
        const answers = yield* Effect.promise(() => Promise.all(all.map(({ answer }) => answer())))
        const winners = all.filter((_, index) => answers[index] === "won")
        assert.lengthOf(winners, 1, answers.join("\n"))
        const { pid } = winners[0]!.child
        assert.strictEqual(read(lockIn(folder)).pid, pid)
        for (const answer of answers.filter((answer) => answer !== "won")) assert.include(answer, `process ${pid} on`)
        assert.deepStrictEqual(readdirSync(folder), ["lock"])
      }
    })
  )

  it.live("is free at once after its holder was killed", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const [taker] = yield* takers(1)
      taker!.child.stdin.write(`${folder}\n`)
      assert.strictEqual(yield* Effect.promise(taker!.answer), "won")
      assert.strictEqual((yield* failure(folder)).holder?.pid, taker!.child.pid)
      taker!.child.kill("SIGKILL")
      yield* Effect.promise(() => taker!.exited)
      yield* lockFolder(folder)
      assert.isTrue(existsSync(lockIn(folder)))
    })
  )
})
