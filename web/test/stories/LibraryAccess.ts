import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { faults } from "@glissade/test-kit/Axe"
import {
  anotherTab,
  inPanel,
  isState,
  openLibrary,
  panel,
  saves,
  saveState,
  writeAtEnd
} from "@glissade/test-kit/LibraryPerson"
import { editorReady, runs, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

const back = (page: Page) => panel(page).getByRole("button", { name: "Back", exact: true }).click()

const open = (page: Page, action: string) =>
  panel(page).getByRole("listitem").first().getByRole("button", { name: action }).click()

/** What axe is asked about: each leaves the page in a state. */
const states: ReadonlyArray<readonly [name: string, reach: (page: Page) => Promise<unknown>]> = [
  ["not saved", (page) => isState(page, "Not saved")],
  [
    "saved",
    async (page) => {
      await type(page, "# For assistive technology\nprint(1)")
      await saves(page)
    }
  ],
  [
    "unsaved",
    async (page) => {
      await writeAtEnd(page, "\nprint(2)")
      await isState(page, "Unsaved change")
    }
  ],
  ["renaming", (page) => page.locator(".program-title").click()],
  [
    "with the library",
    async (page) => {
      await page.keyboard.press("Escape")
      await openLibrary(page)
      await panel(page).getByRole("listitem").first().waitFor()
    }
  ],
  ["with a star", (page) => open(page, "Star")],
  ["renaming in the library", (page) => open(page, "Rename")],
  [
    "with details",
    async (page) => {
      await page.keyboard.press("Escape")
      await open(page, "Details")
    }
  ],
  [
    "with a fault in the details",
    async (page) => {
      await panel(page).getByLabel("Title").fill(" ")
      await panel(page).getByRole("button", { name: "Save details" }).click()
      await panel(page).getByRole("alert").waitFor()
    }
  ],
  [
    "with versions",
    async (page) => {
      await back(page)
      await open(page, "Versions")
      await panel(page).getByRole("button", { name: "Compare version 1" }).waitFor()
    }
  ],
  [
    "with a compared version",
    async (page) => {
      await panel(page).getByRole("button", { name: "Compare version 1" }).click()
      await panel(page).getByText("compared with").waitFor()
    }
  ],
  [
    "with something deleted",
    async (page) => {
      await back(page)
      await back(page)
      await open(page, "Delete")
      await panel(page).getByRole("button", { name: "Undo" }).waitFor()
    }
  ],
  [
    "with the deleted ones",
    async (page) => {
      await panel(page).getByRole("checkbox", { name: "Deleted" }).check()
      await panel(page)
        .getByRole("button", { name: /^Restore/ })
        .first()
        .waitFor()
    }
  ],
  [
    "with the runs on the server",
    async (page) => {
      await page.keyboard.press("Escape")
      await runs(page, "print('for the history')")
      await page.getByRole("button", { name: "History" }).click()
      await panel(page).getByRole("radio", { name: "On this server" }).check()
      await panel(page).getByRole("listitem").first().waitFor()
      await panel(page).getByRole("button", { name: "Clear history" }).click()
    }
  ],
  [
    "with a conflict",
    async (page) => {
      await page.keyboard.press("Escape")
      await type(page, "# Two of them\nprint(1)")
      await saves(page)
      const other = await anotherTab(page)
      await writeAtEnd(other, "\nprint('theirs')")
      await saves(other)
      await other.close()
      await writeAtEnd(page, "\nprint('mine')")
      await page.keyboard.press("ControlOrMeta+s")
      await panel(page).getByRole("heading", { name: "Changed elsewhere" }).waitFor()
    }
  ],
  ["with a conflict put off", (page) => page.keyboard.press("Escape")]
]

export const libraryAccess: Stories<LibraryPlace> = (test) => {
  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `finds a library without faults for assistive technology in every state, in ${colorScheme}`,
      async (page) => {
        await editorReady(page)
        for (const [name, reach] of states) {
          await reach(page)
          assert.deepStrictEqual(await faults(page), [], name)
        }
      },
      { context: { colorScheme, reducedMotion: "reduce" }, complains: /412/ }
    )
  }

  test("saves, looks, opens, stars and deletes with the keyboard alone", async (page) => {
    const tabTo = async (name: RegExp) => {
      for (let presses = 0; presses < 60; presses++) {
        const focused = await page.evaluate(() => {
          const { activeElement: element } = document
          return element?.getAttribute("aria-label") ?? element?.textContent ?? ""
        })
        if (name.test(focused)) return
        await page.keyboard.press("Tab")
      }
      assert.fail(`Tab does not reach ${String(name)}`)
    }
    await type(page, "# By keyboard\nprint(1)")
    await saves(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Tab")
    await page.getByRole("button", { name: "Library" }).focus()
    await page.keyboard.press("Enter")
    await inPanel(page, "By keyboard").waitFor()
    await tabTo(/^Search/)
    await page.keyboard.type("By keyboard")
    await panel(page).getByText("1 program", { exact: true }).waitFor({ state: "attached" })
    await tabTo(/^Star: By keyboard/)
    await page.keyboard.press("Space")
    await page.locator(".star:focus[aria-pressed=true]").waitFor()
    await tabTo(/^Details: By keyboard/)
    await page.keyboard.press("Enter")
    await panel(page).locator("h2:focus", { hasText: "Details" }).waitFor()
    await tabTo(/^Back/)
    await page.keyboard.press("Enter")
    await panel(page).locator("h2:focus", { hasText: "Library" }).waitFor()
    await tabTo(/^By keyboard/)
    await page.keyboard.press("Enter")
    await panel(page).waitFor({ state: "detached" })
    await page.locator(".cm-content:focus").waitFor()
    await page.getByRole("button", { name: "Library" }).focus()
    await page.keyboard.press("Enter")
    await inPanel(page, "By keyboard").waitFor()
    await page.keyboard.press("Escape")
    await panel(page).waitFor({ state: "detached" })
    await page.locator("button:focus", { hasText: "Library" }).waitFor()
    await page.keyboard.press("Enter")
    await tabTo(/^Delete: By keyboard/)
    await page.keyboard.press("Enter")
    await panel(page).locator("button:focus", { hasText: "Undo" }).waitFor()
    await page.keyboard.press("Enter")
    await inPanel(page, "By keyboard").waitFor()
  })

  for (const width of [320, 390, 768, 1280]) {
    test(
      `has title, state and what is done with them in one row at ${width} pixels`,
      async (page) => {
        await type(page, `# ${"A title without an end ".repeat(6)}\nprint(1)`)
        await saves(page)
        await type(page, "print(2)")
        await isState(page, "Unsaved change")
        const bar = page.locator(".program-bar")
        assert.isAtMost((await bar.boundingBox())!.height, 41)
        assert.isAtMost(await bar.evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth), 0)
        // Where there is no room for its box, the list of commands turns it on.
        if (await page.getByLabel("Autosave").isHidden()) {
          await page.getByRole("button", { name: "Commands" }).click()
          await page.getByRole("combobox", { name: "Command" }).fill("autosave")
          await page.getByRole("option", { name: "Autosave: on" }).click()
          await isState(page, "Saved")
        }
      },
      { context: { viewport: { width, height: 700 } } }
    )
  }

  for (const width of [320, 390, 640]) {
    test(
      `has nothing wider than a screen of ${width} pixels`,
      async (page) => {
        const isNarrow = async (where: string) => {
          const wide = await page.evaluate(() => {
            const dialog = document.querySelector("dialog")
            const ofDialog = dialog === null ? 0 : dialog.scrollWidth - dialog.clientWidth
            return Math.max(document.documentElement.scrollWidth - innerWidth, ofDialog)
          })
          assert.isAtMost(wide, 0, where)
        }
        await type(page, `# ${"A title without an end ".repeat(6)}\nprint(1)`)
        await saves(page)
        await isNarrow("saved")
        await page.locator(".program-title").click()
        await isNarrow("renaming")
        await page.getByRole("textbox", { name: "Title" }).fill("Averylongtitlewithoutaspace".repeat(6))
        await page.keyboard.press("Enter")
        await isState(page, "Saved")
        await openLibrary(page)
        await panel(page).getByRole("listitem").first().waitFor()
        await isNarrow("the library")
        await open(page, "Details")
        await isNarrow("details")
        await back(page)
        await open(page, "Versions")
        await panel(page).getByRole("button", { name: "Compare version 1" }).waitFor()
        await isNarrow("versions")
        assert.strictEqual(await saveState(page).count(), 1)
      },
      { context: { viewport: { width, height: 700 } } }
    )
  }
}
