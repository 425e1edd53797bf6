import { assert } from "@effect/vitest"
import { allowClipboard, ended, paste, run, seen, textInEditor, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const tabs = (page: Page) => page.locator(".tab").allInnerTexts()

/** Drops files of this machine on the editor. */
const drop = async (page: Page, files: Readonly<Record<string, string>>) => {
  const transfer = await page.evaluateHandle((files) => {
    const transfer = new DataTransfer()
    for (const [name, content] of Object.entries(files)) transfer.items.add(new File([content], name))
    return transfer
  }, files)
  await page.dispatchEvent(".cm-content", "dragover", { dataTransfer: transfer })
  await page.dispatchEvent(".cm-content", "drop", { dataTransfer: transfer })
}

export const editing: Stories = (test) => {
  test("finds and replaces in the whole program, beyond the lines that are drawn", async (page) => {
    const lines = Array.from({ length: 1500 }, (_, index) => `line_${index} = ${index}`)
    lines[1200] = "needle_variable = 1"
    await allowClipboard(page)
    await type(page, "")
    await paste(page, lines.join("\n"))
    await page.keyboard.press("ControlOrMeta+Home")
    await page.keyboard.press("ControlOrMeta+f")
    await page.locator(".cm-search input[name=search]").waitFor()
    await page.keyboard.type("needle_variable")
    await page.keyboard.press("Enter")
    await page.locator(".cm-line", { hasText: "needle_variable" }).waitFor()
    await page.locator(".cm-search input[name=replace]").click()
    await page.keyboard.type("found")
    await page.locator(".cm-search button[name=replaceAll]").click()
    await page.keyboard.press("Escape")
    await page.locator(".cm-line", { hasText: "found = 1" }).waitFor()
  })

  for (const [what, program, typed, expected] of [
    ["tabs", "def f():\n\tx = 1", "\ny = 2", "def f():\n\tx = 1\n\ty = 2"],
    ["two spaces", "def f():\n  x = 1\ndef g():", "\ny = 2", "def f():\n  x = 1\ndef g():\n  y = 2"],
    ["nothing yet", "def f():", "\nx = 1", "def f():\n    x = 1"]
  ] as const) {
    test(`indents as the program does: ${what}`, async (page) => {
      await type(page, program)
      await page.keyboard.press("ControlOrMeta+End")
      await page.keyboard.type(typed)
      const text = (await textInEditor(page)).trimEnd()
      assert.strictEqual(text, expected)
    })
  }

  test("has a dropped file be a file of the program, and brings back what it replaced", async (page) => {
    await type(page, "print(open('data.csv').read())")
    await drop(page, { "data.csv": "1,2", "more.txt": "more" })
    await page.getByText("2 files were added.").first().waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "data.csv", "more.txt"])
    await run(page)
    await seen(page, "1,2")
    await drop(page, { "main.py": "print('from a file')" })
    await page.locator(".cm-content").getByText("from a file").waitFor()
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("data.csv").waitFor()
  })

  test("is told why a file cannot be one of the program", async (page) => {
    await type(page, "print(1)")
    for (const [files, words] of [
      [{ "a\\b": "x" }, "was not added: its name"],
      [{ "big.txt": "x".repeat(300_000) }, "was not added: it is larger than 256 KiB."],
      [{ "picture.png": "\0\u0001" }, "was not added: it is no text."]
    ] as const) {
      await drop(page, files)
      await page.getByText(words).first().waitFor()
    }
    assert.deepStrictEqual(await tabs(page), ["main.py"])
    assert.include(await textInEditor(page), "print(1)")
  })

  test("chooses files of the machine by a button", async (page) => {
    await type(page, "print(1)")
    const chooser = page.waitForEvent("filechooser")
    await page.getByRole("button", { name: "Upload files" }).click()
    await (await chooser).setFiles([{ name: "chosen.txt", mimeType: "text/plain", buffer: Buffer.from("chosen") }])
    await page.locator(".cm-content").getByText("chosen").waitFor()
    assert.deepStrictEqual(await tabs(page), ["main.py", "chosen.txt"])
  })

  test(
    "runs a program that is too large for the queue, over HTTP",
    async (page) => {
      // Few lines: Chromium takes time for an insertion that grows with the square of their number, 75 s here for 2,500 of them.
      const code = `${`# ${"x".repeat(987)}\n`.repeat(250)}print('large')`
      await type(page, code)
      await run(page)
      await ended(page, "Finished")
      await seen(page, "large")
    },
    { complains: /413/ }
  )
}
