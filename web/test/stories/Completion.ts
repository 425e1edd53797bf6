import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { addFile, answersLater, chooseLanguage, editorReady, linesInEditor, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const list = (page: Page) => page.locator(".cm-tooltip-autocomplete")

/** Types as a person does, after a program that was put there. */
const types = async (page: Page, program: string, typed: string) => {
  await type(page, program)
  await page.locator(".cm-content[aria-autocomplete]").waitFor()
  await page.keyboard.type(typed)
}

const offers = (page: Page, name: string) => list(page).getByRole("option", { name, exact: true }).waitFor()

export const completion: Stories = (test) => {
  for (const [language, program, typed, name] of [
    ["python", "import math\n", "math.c", "cos"],
    ["python", "", "from collections import Co", "Counter"],
    ["javascript", "import * as files from 'node:fs'\n", "files.readF", "readFileSync"],
    ["typescript", "", "Math.flo", "floor"],
    ["lua", "", "string.gs", "gsub"],
    ["ruby", "", "puts [1].sel", "select"],
    ["sql", "", "sele", "select"]
  ] as const) {
    test(`is offered names of ${language} while typing: ${name} after ${typed}`, async (page) => {
      await chooseLanguage(page, language)
      await types(page, program, typed)
      await offers(page, name)
    })
  }

  test(
    "is offered names that come after the last letter was typed",
    async (page) => {
      const asked = page.waitForRequest("**/python-*.js")
      await types(page, "", "p")
      await asked
      await page.keyboard.type("ri")
      await page.evaluate("releaseNames()")
      await offers(page, "print")
    },
    { prepare: (page) => answersLater(page, "**/python-*.js", "releaseNames") }
  )

  test("leaves no list behind in the document that is opened while it is placed", async (page) => {
    await addFile(page, "a.py")
    await page.locator(".tab", { hasText: "main.py" }).click()
    await types(page, "", "pri")
    await offers(page, "print")
    await page.evaluate(() => {
      document.querySelector(".cm-scroller")!.dispatchEvent(new Event("scroll"))
      document.querySelectorAll<HTMLElement>(".tab")[1]!.click()
    })
    await page.locator(".tab[aria-current]", { hasText: "a.py" }).waitFor()
    assert.deepStrictEqual(await linesInEditor(page), [""])
    await list(page).waitFor({ state: "detached" })
  })

  test("keeps Enter and Tab for the program until the list is moved in", async (page) => {
    await types(page, "", "pri")
    await offers(page, "print")
    await page.keyboard.press("Enter")
    assert.deepStrictEqual(await linesInEditor(page), ["pri", ""])
    await page.keyboard.type("pri")
    await offers(page, "print")
    await page.keyboard.press("Tab")
    assert.match((await linesInEditor(page))[1]!, /^ *pri *$/)
    await type(page, "")
    await page.keyboard.type("prin")
    await offers(page, "print")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    assert.deepStrictEqual(await linesInEditor(page), ["print"])
  })

  test("asks for the list by Ctrl+Space, where Enter takes the first name, and closes it by Escape", async (page) => {
    const requested: Array<string> = []
    page.on("request", (request) => requested.push(request.url()))
    await editorReady(page)
    assert.isFalse(requested.some((url) => url.includes("Completion")))
    await page.locator(".cm-content").click()
    await page.keyboard.press("ControlOrMeta+End")
    await page.keyboard.press("Control+Space")
    await list(page).waitFor()
    await page.keyboard.press("Escape")
    await list(page).waitFor({ state: "detached" })
    await types(page, "import math\n", "math.sq")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+Space")
    await list(page).locator("li[aria-selected=true]").waitFor()
    await page.keyboard.press("Enter")
    assert.deepStrictEqual(await linesInEditor(page), ["import math", "math.sqrt"])
  })

  test("is not interrupted in texts and comments, nor where it is switched off", async (page) => {
    await types(page, "", "pri")
    await offers(page, "print")
    await types(page, "", "# pri")
    await list(page).waitFor({ state: "detached" })
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByLabel("Suggest names while typing").setChecked(false)
    await page.keyboard.press("Escape")
    await types(page, "", "pri")
    assert.strictEqual(await list(page).count(), 0)
    await page.keyboard.press("Control+Space")
    await offers(page, "print")
    await page.keyboard.press("Escape")
  })

  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `has a list without faults for assistive technology, in ${colorScheme}`,
      async (page) => {
        await types(page, "import math\n", "math.c")
        await offers(page, "cos")
        await page.keyboard.press("ArrowDown")
        const active = await page.locator(".cm-content").getAttribute("aria-activedescendant")
        assert.strictEqual(await page.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true")
        assert.deepStrictEqual(await faults(page), [])
      },
      { context: { colorScheme, viewport: { width: 320, height: 640 } } }
    )
  }
}
