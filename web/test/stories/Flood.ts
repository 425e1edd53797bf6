import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { pageWork } from "@glissade/test-kit/PageWork"
import { ended, live, output as outputOf, readDownload, run, seen, stop, type } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

/** Prints a megabyte, half of it on each stream, in about five seconds. */
const megabyte = `import sys, time
line = "x" * 70 + "\\n"
for n in range(240):
    sys.stdout.write(f"{n:8}" + line * 30)
    sys.stdout.flush()
    sys.stderr.write(line * 30)
    sys.stderr.flush()
    time.sleep(0.018)
`

/** The end of the output is in sight. */
const atEnd = (page: Page) =>
  page.waitForFunction(() => {
    const { clientHeight, scrollHeight, scrollTop } = document.querySelector(".output")!
    return scrollHeight > clientHeight && scrollHeight - scrollTop - clientHeight < 4
  })

export const flood: Stories = (test) => {
  test(
    "can go on using the page while a megabyte is printed in five seconds",
    async (page, { browser }) => {
      await live(page)
      await type(page, megabyte)
      const { longest } = await pageWork(browser, page, async () => {
        await run(page)
        await ended(page, "Finished")
      })
      // Some 45 ms of a processor, in which no frame can be painted; it was 0.8 when this was written.
      assert.isBelow(longest, 3)
    },
    { onlyInChromium: "only Chromium tells the processor time of a page's tasks" }
  )

  test("is shown the first 512 KiB of it, is told so, and can download all of it", async (page) => {
    // Long lines: a busy machine must print it within the time limit.
    await type(
      page,
      `import sys\nfor n in range(8_000):\n    print(f"{n:44}")\nfor n in range(8_000):\n    print(f"{n:44}", file=sys.stderr)`
    )
    await run(page)
    await ended(page, "Finished")
    await outputOf(page).getByText("Only the first 512 KiB are shown").waitFor()
    const { text } = await readDownload(page, () => page.getByRole("button", { name: "Download all of it" }).click())
    assert.strictEqual(text.length, 2 * 8_000 * 45)
    const shown = await outputOf(page).evaluate((element) => element.textContent!.length)
    assert.isBelow(shown, 530 * 1024)
    assert.isAbove(shown, 400 * 1024)
  })

  test("can stop a program that prints without end, at once", async (page) => {
    await type(page, "import time\nwhile True:\n    print('more ' * 20)\n    time.sleep(0.001)")
    await run(page)
    await seen(page, "more")
    await stop(page)
    await ended(page, "Stopped")
  })

  test("sees a line of 200,000 characters without a break, and the page stays in its width", async (page) => {
    await type(page, "print('wide' * 50_000)")
    await run(page)
    await ended(page, "Finished")
    assert.strictEqual(
      await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
      0
    )
  })

  test("sees the end of the output as it comes, unless scrolled back", async (page) => {
    await type(page, "import time\nfor n in range(150):\n    print('line', n)\n    time.sleep(0.004)")
    await run(page)
    await seen(page, "line 60")
    await outputOf(page).evaluate((element) => element.scrollTo(0, 0))
    await ended(page, "Finished")
    assert.isBelow(await outputOf(page).evaluate((element) => element.scrollTop), 60)
    await run(page)
    await ended(page, "Finished")
    await atEnd(page)
  })

  test("sees the end of much that came at once, wide characters and long lines among it", async (page) => {
    await type(
      page,
      "for n in range(2000):\n    print(n, chr(0x1f600) * 30, 'wrapped ' * 20 * (n % 7 == 0))\nprint('the end')"
    )
    await run(page)
    await ended(page, "Finished")
    await atEnd(page)
    // Two frames pass, in which what became visible gets its height.
    const below = await outputOf(page).evaluate(async (element) => {
      element.children[Math.floor(element.children.length / 2)]!.scrollIntoView()
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
      return element.scrollHeight - element.scrollTop - element.clientHeight
    })
    assert.isAbove(below, 1_000)
    assert.notInclude(await outputOf(page).innerText(), "\ufffd")
  })
}
