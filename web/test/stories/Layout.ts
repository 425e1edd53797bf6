import { assert } from "@effect/vitest"
import {
  addFile,
  allowClipboard,
  editorReady,
  ended,
  onClipboard,
  output as outputOf,
  run,
  runs,
  type
} from "@glissade/test-kit/Person"
import { keepSent, sentBy } from "@glissade/test-kit/Sent"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const splitter = (page: Page) => page.getByRole("separator", { name: "Width of the program" })

const widthOf = (page: Page, section: string) =>
  page.locator(section).evaluate((element) => element.getBoundingClientRect().width)

const settings = (page: Page) => page.getByRole("button", { name: "Settings" }).click()

const closeDialog = (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Close" }).click()

/** How much wider than it can be shown something is. */
const over = (page: Page, selector: string) =>
  page.locator(selector).evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)

const styleOf = (page: Page, selector: string, name: string) =>
  page.locator(selector).evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), name)

export const layout: Stories = (test) => {
  test("moves the line between program and output by keyboard and pointer, and finds it there again", async (page) => {
    await splitter(page).focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    assert.strictEqual(await splitter(page).getAttribute("aria-valuenow"), "60")
    const width = await widthOf(page, ".program")
    assert.isAbove(width, await widthOf(page, ".result"))
    await page.reload()
    await splitter(page).waitFor()
    assert.strictEqual(await widthOf(page, ".program"), width)
    const box = (await splitter(page).boundingBox())!
    await page.mouse.move(box.x + 3, box.y + 100)
    await page.mouse.down()
    await page.mouse.move(10, box.y + 100, { steps: 3 })
    await page.mouse.up()
    assert.strictEqual(await splitter(page).getAttribute("aria-valuenow"), "20")
  })

  test(
    "puts the line into the middle by a double click",
    async (page) => {
      await splitter(page).press("ArrowRight")
      assert.strictEqual(await splitter(page).getAttribute("aria-valuenow"), "55")
      await splitter(page).dblclick()
      assert.strictEqual(await splitter(page).getAttribute("aria-valuenow"), "50")
    },
    { onlyInChromium: "Playwright sends each click in a command of its own, of which Firefox makes no double click" }
  )

  for (const [width, height] of [
    [320, 640],
    [390, 844],
    [768, 1024],
    [1280, 800],
    [1920, 1080]
  ] as const) {
    test(
      `has no sideways scrolling at ${width} pixels, whatever the files are called, and Run in reach after a run`,
      async (page) => {
        await editorReady(page)
        for (const name of ["a_very_long_name_of_a_file.py", "another_very_long_name.py", "folder/third.py"]) {
          await addFile(page, name)
        }
        await page.getByRole("button", { name: "main.py" }).click()
        await type(page, "for n in range(100): print(n, 'x' * 200)")
        await run(page)
        await ended(page, "Finished")
        assert.isAtMost(await over(page, "body"), 0)
        for (const name of ["Run", "Stop"]) {
          const box = (await page.getByRole("button", { name, exact: true }).boundingBox())!
          assert.isAtLeast(box.y, 0)
          assert.isAtMost(box.y + box.height, height)
          assert.isAtMost(box.x + box.width, width)
        }
      },
      { context: { viewport: { width, height } } }
    )
  }

  test("has notices come and go without a move of anything else", async (page) => {
    const top = async () => (await outputOf(page).boundingBox())!.y
    const before = await top()
    await page.getByRole("button", { name: "Share" }).click()
    await page.locator(".notice-bar").waitFor()
    assert.strictEqual(await top(), before)
  })

  test("has a notice go by itself, and one that brings something back stay", async (page) => {
    await page.clock.install()
    await page.reload()
    await page.getByRole("button", { name: "Share" }).click()
    await page.locator(".notice-bar").waitFor()
    await page.mouse.move(0, 0)
    await editorReady(page)
    await page.locator(".cm-content").focus()
    await page.clock.fastForward(9_000)
    await page.locator(".notice-bar").waitFor({ state: "detached" })
    await type(page, "print('typed')")
    await page.getByRole("button", { name: "Reset" }).click()
    await page.getByRole("button", { name: "Bring it back" }).waitFor()
    await page.clock.fastForward(60_000)
    await page.getByRole("button", { name: "Bring it back" }).click()
    await page.locator(".cm-content").getByText("typed").waitFor()
  })

  test("reads wide output line by line, once wrapping is off", async (page) => {
    await runs(page, "print('x' * 3000)\nprint('short')")
    const lines = async () => Math.round((await outputOf(page).evaluate((element) => element.scrollHeight)) / 17)
    const wrapped = await lines()
    await page.getByRole("button", { name: "Wrap long lines" }).click()
    assert.isAbove(await over(page, ".output"), 1000)
    assert.isBelow(await outputOf(page).evaluate((element) => element.firstElementChild!.clientHeight), 60)
    assert.isAbove(wrapped, 2)
    await page.reload()
    assert.strictEqual(
      await page.getByRole("button", { name: "Wrap long lines" }).getAttribute("aria-pressed"),
      "false"
    )
  })

  test("copies the output as it was printed", async (page) => {
    await allowClipboard(page)
    await runs(page, "print('\\x1b[31mred\\x1b[0m\\ttab')")
    await page.getByRole("button", { name: "Copy", exact: true }).click()
    await page.getByText("The output is on the clipboard.").first().waitFor()
    assert.strictEqual(await onClipboard(page), "\u001b[31mred\u001b[0m\ttab\n")
  })

  test("says in the pane when nothing was printed", async (page) => {
    const hint = () =>
      outputOf(page).evaluate((element) => {
        const { content } = getComputedStyle(element, "::before")
        // Firefox tells what was written, Chromium what came of it.
        return content.replace(/attr\(([\w-]+)\)/, (_, name: string) => element.getAttribute(name)!)
      })
    assert.include(await hint(), "Output appears here.")
    await runs(page, "pass")
    await ended(page, "Finished")
    assert.include(await hint(), "The program printed nothing.")
    await runs(page, "print(1)")
    assert.strictEqual(await hint(), "none")
  })

  test("has lines of box drawing meet", async (page) => {
    await runs(page, "print('│\\n│\\n█\\n█')")
    const [height, size] = await Promise.all([
      styleOf(page, ".output", "line-height"),
      styleOf(page, ".output", "font-size")
    ])
    assert.isAtMost(Number.parseFloat(height) / Number.parseFloat(size), 1.21)
  })

  test(
    "chooses theme, size and time limit, and finds them again",
    async (page) => {
      await settings(page)
      await page.getByLabel("Theme").selectOption("dark")
      await page.getByLabel("Size of code and output").selectOption("20")
      await page.getByLabel("Time limit of a run").selectOption("5000")
      await closeDialog(page)
      await page.reload()
      await editorReady(page)
      assert.strictEqual(await styleOf(page, ":root", "color-scheme"), "dark")
      assert.strictEqual(await styleOf(page, ".cm-scroller", "font-size"), "20px")
      await runs(page, "print(1)")
      const { bodies } = await sentBy(page)
      const limits = bodies.map(
        (body) => (JSON.parse(body) as { readonly limits: { readonly timeout_ms: number } }).limits
      )
      assert.deepStrictEqual(
        limits.map(({ timeout_ms }) => timeout_ms),
        [5000]
      )
    },
    { prepare: keepSent }
  )

  test("finds keys, languages, limits and privacy in the help", async (page) => {
    await page.getByRole("button", { name: "Help" }).click()
    const help = page.getByRole("dialog")
    for (const text of ["Ctrl+Enter", "Python 3.14", "Memory: 256 MiB", "It keeps nothing after a run."]) {
      await help.getByText(text).first().waitFor()
    }
    const link = await help.getByRole("link", { name: "The API that this page uses" }).getAttribute("href")
    assert.strictEqual((await fetch(link!)).status, 200)
  })

  test("finds the packages that programs can import in the help", async (page) => {
    await page.route("**/runtimes", async (route) => {
      const response = await route.fetch()
      const told = (await response.json()) as { readonly runtimes: ReadonlyArray<{ readonly language: string }> }
      const packages = [{ name: "networkx", version: "3.7" }]
      const runtimes = told.runtimes.map((one) => (one.language === "python" ? { ...one, packages } : one))
      await route.fulfill({ response, json: { ...told, runtimes } })
    })
    await page.reload()
    await page.getByRole("button", { name: "Help" }).click()
    const help = page.getByRole("dialog")
    await help.getByText("Packages: networkx 3.7").waitFor()
    await help.getByText("and the packages above; others cannot be installed from here").waitFor()
  })
}
