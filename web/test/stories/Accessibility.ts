import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { faults } from "@glissade/test-kit/Axe"
import {
  choosesPlain,
  editorReady,
  ended,
  live,
  output as outputOf,
  run,
  runs,
  said,
  seen,
  status,
  stop,
  textOf,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const check = async (page: Page, state: string) => assert.deepStrictEqual(await faults(page), [], state)

const palette = `for n in [*range(30, 38), *range(90, 98)]:
    print(f"\\033[{n}mtext\\033[0m \\033[{n + 10}mground\\033[0m \\033[{n};1mbold\\033[0m")
for n in range(16, 256, 5):
    print(f"\\033[38;5;{n}mcolour {n}\\033[0m", end=" ")
import sys
print("\\033[33mwarning\\033[0m plain", file=sys.stderr)
`

const picture = `import os
os.makedirs("out")
open("out/box.svg", "w").write('<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>')
`

/** What axe is asked about: each leaves the page in a state. */
const states: ReadonlyArray<readonly [name: string, reach: (page: Page) => Promise<void>]> = [
  ["idle", live],
  [
    "streaming",
    async (page) => {
      await type(page, "import time\nfor n in range(99):\n    print(n)\n    time.sleep(0.1)")
      await run(page)
      await seen(page, "2")
    }
  ],
  [
    "stopped",
    async (page) => {
      await stop(page)
      await ended(page, "Stopped")
    }
  ],
  [
    "failed",
    async (page) => {
      await type(page, "print('before')\n1 / 0")
      await run(page)
      await ended(page, "Failed")
    }
  ],
  [
    "with the line of the error in sight",
    async (page) => {
      await page.getByRole("button", { name: "line 2", exact: true }).click()
    }
  ],
  ["ended, in every colour", (page) => runs(page, palette)],
  [
    "ended, with a picture",
    async (page) => {
      await runs(page, picture)
      await page.getByRole("img", { name: "box.svg" }).waitFor()
    }
  ],
  [
    "with the history",
    async (page) => {
      await page.getByRole("button", { name: "History" }).click()
      await page.getByRole("listitem").first().waitFor()
    }
  ],
  [
    "with a comparison",
    async (page) => {
      await page.getByRole("listitem").nth(2).getByRole("button", { name: "Compare" }).click()
      await page.getByText("Compare with now").waitFor()
    }
  ],
  [
    "with a wrong name of a file",
    async (page) => {
      await page.keyboard.press("Escape")
      await page.getByRole("button", { name: "Add file" }).click()
      await page.getByLabel("Name of the file").fill("../up")
      await page.keyboard.press("Enter")
      await page.getByRole("alert").waitFor()
    }
  ],
  [
    "with two files, input and the plain editor",
    async (page) => {
      await page.getByLabel("Name of the file").fill("other.py")
      await page.keyboard.press("Enter")
      await page.getByText("Input", { exact: true }).click()
      await choosesPlain(page, true)
      await page.locator("textarea.plain-editor").waitFor()
    }
  ],
  [
    "with a notice",
    async (page) => {
      await page.getByRole("button", { name: "Share" }).click()
      await page.locator(".notice-bar").waitFor()
    }
  ],
  [
    "cut",
    async (page) => {
      await page.getByRole("button", { name: "main.py" }).click()
      await page
        .locator("textarea.plain-editor")
        .fill(
          "import sys\nfor s in (sys.stdout, sys.stderr):\n    for n in range(5_000):\n        print('x' * 70, file=s)"
        )
      await run(page)
      await outputOf(page).getByText("Only the first").waitFor()
    }
  ],
  [
    "unreachable",
    async (page) => {
      await page.route("**/execute**", (route) => route.abort())
      await page.route("**/execute/async", (route) => route.abort())
      await run(page)
      await ended(page, "Check the network")
    }
  ]
]

export const accessibility: Stories = (test) => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `finds a page without faults for assistive technology in every state, in ${colorScheme}`,
      async (page) => {
        await editorReady(page)
        for (const [name, reach] of states) {
          await reach(page)
          await check(page, name)
        }
      },
      { context: { colorScheme, reducedMotion: "reduce" }, complains: true }
    )
  }

  test("hears how a run ended in one sentence, and nothing of what it prints", async (page) => {
    await editorReady(page)
    // The editor has one of its own for what is done in it.
    const regions = page.locator(":is([aria-live], [role=status], [role=log], [role=alert]):not(.cm-announced)")
    assert.strictEqual(await regions.count(), 1)
    await runs(page, "print('one')\nprint('two')\nprint('three')")
    await said(page)
      .getByText(/^Finished, 3 lines, [\d.]+ ms$/)
      .waitFor()
    await type(page, "print('one')\n\n1 / 0")
    await run(page)
    await said(page)
      .getByText(/^Failed, error in line 3, \d+ lines, [\d.]+ ms$/)
      .waitFor()
    assert.include(await textOf(page), "ZeroDivisionError")
  })

  test("finds landmarks and headings", async (page) => {
    await page.getByRole("banner").getByRole("heading", { name: "Glissade", level: 1 }).waitFor()
    const main = page.getByRole("main")
    await main.getByRole("region", { name: "Program" }).waitFor()
    await main.getByRole("region", { name: "Output" }).getByRole("heading", { name: "Output", level: 2 }).waitFor()
  })

  test("types, runs, reads and leaves with the keyboard alone", async (page) => {
    await editorReady(page)
    const focused = () =>
      page.evaluate(() => document.activeElement?.textContent || document.activeElement?.getAttribute("aria-label"))
    const tabTo = async (name: string, key = "Tab") => {
      for (let presses = 0; presses < 40; presses++) {
        if (((await focused()) ?? "").trim() === name) return
        if ((await page.locator(".cm-content:focus").count()) > 0) await page.keyboard.press("Escape")
        await page.keyboard.press(key)
      }
      assert.fail(`Tab does not reach ${name}`)
    }
    await tabTo("main.py")
    await tabTo("Format")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ControlOrMeta+a")
    await page.keyboard.type("if True:\n\tprint('typed')")
    await page.getByText("Esc, then Tab leaves the editor").waitFor()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await page.locator("summary:focus").waitFor()
    await tabTo("Run", "Shift+Tab")
    await page.keyboard.press("Enter")
    await seen(page, "typed")
    await tabTo("typed")
    assert.include(await page.locator(":focus").evaluate((element) => getComputedStyle(element).outlineStyle), "solid")
  })

  test(
    "can edit and run on a phone, where nothing is wider than the screen",
    async (page) => {
      await type(page, "print('on a phone')")
      await run(page)
      await seen(page, "on a phone")
      await status(page).getByText("Finished").waitFor()
      const { editor, wide } = await page.evaluate(() => ({
        wide: document.documentElement.scrollWidth - innerWidth,
        editor: document.querySelector(".editor")!.getBoundingClientRect().height
      }))
      assert.isAtMost(wide, 0)
      assert.isAbove(editor, 150)
      await type(page, "for n in range(99): print('line', n)\nraise ValueError('at the end')")
      await run(page)
      await status(page).getByText("Failed").waitFor()
      // What is printed last is in sight, and how it ended.
      await page.waitForFunction(() => {
        const { bottom } = document.querySelector(".output")!.lastElementChild!.getBoundingClientRect()
        const { top } = document.querySelector(".status")!.getBoundingClientRect()
        return bottom <= innerHeight && top >= 0
      })
    },
    { context: { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } }
  )
}
