import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as EngineSandbox from "../../src/EngineSandbox.ts"
import { findWall } from "../../src/isolation/OsWall.ts"
import { runCommand } from "../host/Wrapped.ts"

const { walls, wrap } = await findWall(process.execPath)
const node = (code: string) => wrap({ file: process.execPath, args: ["-e", code], readable: [] })

describe.skipIf(!walls.bubblewrap)("the operating system's wall", () => {
  it("is found once and told in words", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* EngineSandbox.walls(), walls)
        assert.isUndefined((yield* EngineSandbox.walls({ osWall: "auto" })).reason)
        assert.strictEqual((yield* EngineSandbox.walls({ osWall: "off" })).reason, "switched off")
      })
    ))

  it("lets a process tell its exit code, and its signal as a shell does", async () => {
    assert.strictEqual((await runCommand(node("process.exit(7)"))).code, 7)
    assert.strictEqual((await runCommand(node("process.abort()"))).code, 134)
  })

  it.skipIf(!walls.resourceLimits)("bounds memory, descriptors and files", async () => {
    const code = `const fs=require("fs");let n=0;try{for(;;n++)fs.openSync(process.execPath)}catch{}
      fs.writeSync(3,JSON.stringify([n<128]))
      const held=[];for(;;)held.push(Buffer.alloc(1e8))`
    const { answer, code: exit } = await runCommand(node(code))
    assert.strictEqual(answer, "[true]")
    assert.notStrictEqual(exit, 0)
  })

  it("holds nothing that the process could keep or hand on: no writable place, no terminal", async () => {
    const code = `const fs=require("fs");const found=[];for(const f of ["/a","/lib/a","/tmp/a","/dev/shm/a"])try{fs.writeFileSync(f,"a");found.push(f)}catch{}
      fs.writeSync(3,JSON.stringify(found))`
    assert.strictEqual((await runCommand(node(code))).answer, "[]")
  })
})

/** The wall of a machine with another search path, for a Node binary that was not asked about before. */
const wallWithPath = async (path: string, script: string) => {
  const folder = mkdtempSync(join(tmpdir(), "glissade-"))
  const before = process.env["PATH"]
  const copy = join(folder, "node")
  copyFileSync(process.execPath, copy)
  writeFileSync(join(folder, "bwrap"), `#!/bin/sh\n${script}\nexit 1\n`, { mode: 0o755 })
  process.env["PATH"] = path === "" ? folder : `${folder}:${path}`
  try {
    return {
      walls: await Effect.runPromise(EngineSandbox.walls({ programs: { node: copy } })),
      required: await Effect.runPromise(
        Effect.scoped(Effect.result(EngineSandbox.make({ programs: { node: copy }, osWall: "require" })))
      )
    }
  } finally {
    process.env["PATH"] = before
    rmSync(folder, { recursive: true })
  }
}

it.skipIf(process.platform !== "linux")(
  "a bubblewrap that may not make namespaces is left out, with its own words for the reason",
  async () => {
    const { required, walls } = await wallWithPath(
      process.env["PATH"] ?? "",
      "echo 'bwrap: No permissions to create new namespace' >&2"
    )
    assert.deepStrictEqual(walls, {
      bubblewrap: false,
      seccomp: false,
      resourceLimits: false,
      reason: "bwrap: No permissions to create new namespace"
    })
    assert.isTrue(Result.isFailure(required))
    if (Result.isFailure(required)) {
      assert.strictEqual(required.failure._tag, "OsWallMissing")
      assert.include(required.failure.message, `${walls.reason}`)
      assert.include(required.failure.message, "--security-opt seccomp=unconfined")
    }
  }
)

it.skipIf(process.platform !== "linux")("a bubblewrap that leaves a process behind holds up nothing", async () => {
  const { walls } = await wallWithPath(process.env["PATH"] ?? "", "sleep 1000 &")
  assert.strictEqual(walls.reason, "it ended with 1")
})
