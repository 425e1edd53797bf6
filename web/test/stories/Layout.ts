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

  test("shows all of wide output, also where it is out of sight at first, and tables as they are", async (page) => {
    await runs(page, "print('│' + '─' * 400 + '│')")
    assert.isAbove(await over(page, ".output"), 1000)
    await page.getByRole("button", { name: "Wrap long lines" }).click()
    await runs(page, "for n in range(1_000): print(n, 'x' * 400)")
    // What is beyond the edge of its block is not painted. The last of the output may yet come, and be followed.
    await page.waitForFunction(() => {
      const host = document.querySelector(".output")!
      host.scrollTo(host.scrollWidth, 0)
      return host.querySelector<HTMLElement>(".finished")!.offsetWidth >= host.scrollWidth - 60
    })
    assert.isAbove(await over(page, ".output"), 1000)
  })

  for (const width of [721, 768, 900]) {
    test(
      `has one row in the head at ${width} pixels`,
      async (page) => {
        await page.getByRole("button", { name: "Share" }).waitFor()
        assert.isAtMost((await page.locator("header").boundingBox())!.height, 50)
        assert.isAtMost(await over(page, "header"), 0)
      },
      { context: { viewport: { width, height: 700 } } }
    )
  }

  test(
    "has the end of the output above Run on a small screen",
    async (page) => {
      await type(page, "for n in range(100): print(n)\nprint(1 / 0)")
      await run(page)
      await ended(page, "Failed")
      // The page is scrolled with the next frame.
      await page.waitForFunction(() => {
        const [output, run] = [".output", ".run-bar"].map((name) =>
          document.querySelector(name)!.getBoundingClientRect()
        )
        return output!.bottom <= run!.top
      })
    },
    { context: { viewport: { width: 390, height: 844 } } }
  )

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
    await runs(page, "pass")
    await ended(page, "Finished")
    assert.include(await hint(), "The program printed nothing.")
    await runs(page, "print(1)")
    assert.strictEqual(await hint(), "none")
  })

  test("has the output in the rhythm of the editor, and lines of box drawing and of coloured grounds meet", async (page) => {
    await editorReady(page)
    const [size, height] = await Promise.all(
      ["font-size", "line-height"].map(async (name) => Number.parseFloat(await styleOf(page, ".cm-scroller", name)))
    )
    const inOutput = async () => Number.parseFloat(await styleOf(page, ".output > div", "line-height"))
    await runs(page, "print('one\\ntwo')")
    assert.strictEqual(await inOutput(), height)
    for (const drawing of ["'│\\n│\\n█\\n█'", "'\\x1b[1m│\\n│\\x1b[0m'", "'\\x1b[41m \\n \\x1b[0m'"]) {
      await runs(page, `print(${drawing})`)
      assert.isAtMost((await inOutput()) / size!, 1.21, drawing)
    }
  })

  test("shows a dialog with its style from the first moment on", async (page) => {
    await page.evaluate(() => {
      new MutationObserver((_, observer) => {
        const dialog = document.querySelector("dialog")
        if (dialog === null) return
        observer.disconnect()
        document.body.dataset.seen = getComputedStyle(dialog).borderRadius
      }).observe(document.body, { childList: true, subtree: true })
    })
    await settings(page)
    await page.getByRole("dialog").waitFor()
    assert.strictEqual(await page.locator("body").getAttribute("data-seen"), "10px")
  })

  for (const viewport of [
    { width: 320, height: 500 },
    { width: 1280, height: 500 }
  ]) {
    test(
      `has the way out of a long dialog in sight at ${viewport.width} pixels, however far it is scrolled`,
      async (page) => {
        await page.getByRole("button", { name: "Help" }).click()
        const close = page.getByRole("dialog").getByRole("button", { name: "Close" })
        await close.waitFor()
        const before = (await close.boundingBox())!.y
        await page.getByRole("dialog").evaluate((dialog) => dialog.scrollTo(0, dialog.scrollHeight))
        assert.isAbove(await page.getByRole("dialog").evaluate(({ scrollTop }) => scrollTop), 100)
        assert.strictEqual((await close.boundingBox())!.y, before)
      },
      { context: { viewport } }
    )
  }

  test("shows whole rows of the list of commands", async (page) => {
    await page.getByRole("button", { name: "Commands" }).click()
    const list = page.getByRole("listbox")
    const height = await list.evaluate(({ clientHeight }) => clientHeight)
    const row = await list
      .getByRole("option")
      .first()
      .evaluate(({ clientHeight }) => clientHeight)
    assert.strictEqual(height % row, 0)
  })

  for (const width of [320, 390]) {
    test(
      `has nothing to press that is smaller than a finger on a phone of ${width} pixels`,
      async (page) => {
        await editorReady(page)
        const small = () =>
          page.evaluate(() => {
            const of = document.querySelector("dialog") ?? document
            return [...of.querySelectorAll("button:not(.link), select")].flatMap((element) => {
              const { height, width } = element.getBoundingClientRect()
              const name = element.getAttribute("aria-label") ?? element.textContent
              return height === 0 || (height >= 40 && width >= 40) ? [] : [`${name}: ${width} × ${height}`]
            })
          })
        await page.getByRole("button", { name: "Settings" }).waitFor()
        assert.deepStrictEqual(await small(), [])
        await settings(page)
        await page.getByRole("dialog").waitFor()
        assert.deepStrictEqual(await small(), [])
      },
      {
        context: { viewport: { width, height: 640 }, hasTouch: true, isMobile: true },
        onlyInChromium: "Firefox emulates no phones"
      }
    )
  }

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
