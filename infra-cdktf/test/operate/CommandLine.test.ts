import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { expect, it } from "vitest"
import { infraFolder } from "../../deploy/Tools.ts"

const program = `
  import { runProgram } from ${JSON.stringify(join(infraFolder, "operate/CommandLine.ts"))}
  await runProgram("usage", async (_, terminal, signal) => {
    const writing = setInterval(() => terminal.line("a line"), 5)
    await new Promise((resolve) => signal.addEventListener("abort", resolve))
    clearInterval(writing)
    terminal.warn("tidied up")
    throw signal.reason
  })
`

it("a program whose output nobody reads any more tidies up and fails in one line", async () => {
  const child = spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
    stdio: ["ignore", "pipe", "pipe"]
  })
  let said = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text
  })
  await once(child.stdout, "data")
  child.stdout.destroy()
  const [code] = (await once(child, "close")) as [number | null]
  expect(code).toBe(1)
  expect(said).toContain("tidied up\nNobody reads the output\n")
  expect(said).not.toContain("EPIPE")
})
