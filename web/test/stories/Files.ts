import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { editorReady, ended, run, seen, textInEditor, type } from "../Person.ts"
import type { Stories } from "../Story.ts"

const tab = (page: Page, name: string) => page.getByRole("button", { name, exact: true })

const addFile = async (page: Page, name: string) => {
  await page.getByRole("button", { name: "Add file" }).click()
  await page.getByLabel("Name of the file").fill(name)
  await page.keyboard.press("Enter")
}

export const files: Stories = (test) => {
  test("adds a file, writes into it, and the main file uses it", async (page) => {
    await type(page, "import greeting\nprint(greeting.text)")
    await addFile(page, "greeting.py")
    await tab(page, "greeting.py").waitFor()
    await type(page, "text = 'from the other file'")
    await run(page)
    await seen(page, "from the other file")
    await tab(page, "main.py").click()
    assert.include(await textInEditor(page), "import greeting")
  })

  test("finds the files again after a reload", async (page) => {
    await editorReady(page)
    await addFile(page, "data/words.txt")
    await type(page, "kept words")
    await page.reload()
    await tab(page, "data/words.txt").click()
    await page.locator(".cm-content").getByText("kept words").waitFor()
  })

  test("renames and removes a file", async (page) => {
    await editorReady(page)
    await addFile(page, "old.py")
    await type(page, "answer = 42")
    await page.getByRole("button", { name: "Rename" }).click()
    await page.getByLabel("Name of the file").fill("new.py")
    await page.keyboard.press("Enter")
    await tab(page, "new.py").waitFor()
    assert.include(await textInEditor(page), "answer = 42")
    assert.strictEqual(await tab(page, "old.py").count(), 0)
    await tab(page, "main.py").click()
    await type(page, "import os\nprint(sorted(os.listdir('.')))")
    await run(page)
    await seen(page, "['main.py', 'new.py']")
    await tab(page, "new.py").click()
    await page.getByRole("button", { name: "Remove" }).click()
    await run(page)
    await seen(page, "['main.py']")
  })

  test("is told what is wrong with a name, and can leave it", async (page) => {
    await editorReady(page)
    for (const [name, fault] of [
      ["../up.py", "must not contain empty, . or .. parts"],
      ["main.py", "is there already"],
      ["", "must not be empty"]
    ] as const) {
      await addFile(page, name)
      await page.getByRole("alert").getByText(fault).waitFor()
      await page.keyboard.press("Escape")
      await tab(page, "main.py").waitFor()
    }
  })

  test("has an undo history for each file", async (page) => {
    await type(page, "main text")
    await addFile(page, "other.py")
    await type(page, "other text")
    await tab(page, "main.py").click()
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+z")
    assert.notInclude(await textInEditor(page), "main text")
    await tab(page, "other.py").click()
    assert.include(await textInEditor(page), "other text")
  })

  test("comes to the main file from another one by the line of the error", async (page) => {
    await type(page, "1 / 0")
    await addFile(page, "other.py")
    await type(page, "nothing")
    await run(page)
    await ended(page, "Failed")
    await page.getByRole("button", { name: "line 1" }).click()
    assert.strictEqual(await page.locator(".error-line").innerText(), "1 / 0")
  })
}
