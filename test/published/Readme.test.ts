import { afterAll, assert, beforeAll, describe, it } from "@effect/vitest"
import { codeOf, runCode } from "@glissade/test-kit/ReadmeCode"
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { post, withServer } from "./RunningServer.ts"
import { root, run } from "./Stranger.ts"

const folder = mkdtempSync(join(tmpdir(), "glissade-"))
// As root, the server's PostgreSQL runs as another user, who must get to its data.
chmodSync(folder, 0o711)
const clone = join(folder, "glissade")
const [start, ...commands] = codeOf(readFileSync(join(root, "README.md"), "utf8"))

/** The files that a clone would have, as they are now: nothing that was built or installed here. */
beforeAll(() => {
  const listed = run(root, "git", "-c", "safe.directory=*", "ls-files", "-z", "-co", "--exclude-standard")
  for (const file of listed.split("\0").filter((name) => name !== "" && existsSync(join(root, name))))
    cpSync(join(root, file), join(clone, file))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("somebody who follows README.md in a new clone", () => {
  it("starts the server, and gets an answer from each command", { timeout: 900_000 }, async () => {
    assert.strictEqual(commands.length, 2)
    const settings = { npm_config_prefer_offline: "true", npm_config_audit: "false" }
    await withServer(clone, start!.code, settings, async (server) => {
      assert.include(await (await fetch(server)).text(), "<!doctype html>")
      // The README says that the first start takes some seconds.
      await post(server, { language: "python", code: "print(1)" })
      const saved = await fetch(`${server}/snippets`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code: "print(1)" })
      })
      assert.strictEqual(saved.status, 201, await saved.text())
      const [curl, client] = commands
      const result = JSON.parse(await runCode(curl!, { cwd: clone, server }))
      assert.deepInclude(result, { status: "success", stdout: "42\n" })
      const printed = await runCode(client!, { cwd: clone, env: { GLISSADE: server } })
      assert.strictEqual(printed, "0\n1\n2\nsuccess over live\n")
    })
  })
})
