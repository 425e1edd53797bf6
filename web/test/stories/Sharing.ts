import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import {
  addFile,
  allowClipboard,
  chooseLanguage,
  insertText,
  linesOf,
  onClipboard,
  readDownload,
  run,
  runs,
  said,
  seen,
  textInEditor,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const share = async (page: Page) => {
  await page.getByRole("button", { name: "Share" }).click()
  await said(page).getByText("on the clipboard").waitFor()
  await page.getByRole("button", { name: "Dismiss" }).click()
  return onClipboard(page)
}

export const sharing: Stories = (test) => {
  test(
    "copies a link that opens the same program, input and files for another person",
    async (page, { browser }) => {
      await chooseLanguage(page, "javascript")
      await type(page, "import { shout } from './shout.js'\nlet t = ''\nfor await (const p of process.stdin) t += p\n")
      await page.keyboard.press("ControlOrMeta+End")
      await insertText(page, "console.log(shout(t), process.argv.slice(2))")
      await page.getByText("Input", { exact: true }).click()
      await page.getByLabel("Arguments").fill("one 'two three'")
      await page.getByLabel("Standard input").fill("grüße 😀")
      await addFile(page, "shout.js")
      await type(page, "export const shout = (text) => text.toUpperCase()")
      const link = await share(page)
      const context = await browser.newContext()
      const other = await context.newPage()
      await other.goto(link)
      await other.locator(".cm-content").getByText("shout(t)").waitFor()
      assert.strictEqual(await other.getByLabel("Language").inputValue(), "javascript")
      await run(other)
      await seen(other, "GRÜSSE 😀")
      assert.match((await linesOf(other)).join(" "), /one.*two three/)
      await context.close()
    },
    { prepare: allowClipboard }
  )

  test(
    "gets the same link for the same program, and another one for another",
    async (page) => {
      await type(page, "print(1)")
      const first = await share(page)
      await type(page, "print(2)")
      const second = await share(page)
      await type(page, "print(1)")
      assert.strictEqual(await share(page), first)
      assert.notStrictEqual(second, first)
    },
    { prepare: allowClipboard }
  )

  test(
    "has the address name the program until it is edited, so that it leads nobody to an older one",
    async (page) => {
      await type(page, "print('version one')")
      await share(page)
      assert.include(page.url(), "#program=")
      await type(page, "print('version two')")
      await page.waitForFunction(() => location.hash === "")
      const link = await share(page)
      const other = await page.context().newPage()
      await other.goto(link)
      await other.locator(".cm-content").getByText("version two").waitFor()
      assert.strictEqual(other.url(), link)
      await type(other, "print('version three')")
      await other.waitForFunction(() => location.hash === "")
    },
    { prepare: allowClipboard }
  )

  test("is told when a link is broken, and keeps the own program", async (page, { url }) => {
    await type(page, "print('mine')")
    for (const fragment of [
      "1.AAAA",
      "1.%%%",
      "2.q1Y",
      "1.",
      "1.q1YqTi1RslIqLU4sVdJRSs5PTVGyMtVRSs5ILEpMLkktUrIy0lFKrShILSrOzM9TsjLRUSpJLC4BAA"
    ]) {
      await page.goto(`${url}/#program=${fragment}`)
      await page.locator(".notice-bar").getByText("This link is broken").waitFor()
      assert.include(await textInEditor(page), "print('mine')")
      await page.getByRole("button", { name: "Dismiss" }).click()
    }
  })

  test(
    "does not lose the own draft to a link that was opened, nor an edit of the link's program to a reload",
    async (page, { url }) => {
      await type(page, "print('from a link')")
      const link = await share(page)
      await type(page, "print('my own draft')")
      const guest = await page.context().newPage()
      await guest.goto(link)
      await guest.locator(".cm-content").getByText("from a link").waitFor()
      await type(guest, "print('edited')")
      await guest.reload()
      await guest.locator(".cm-content").getByText("edited").waitFor()
      const later = await page.context().newPage()
      await later.goto(url)
      await later.locator(".cm-content").getByText("my own draft").waitFor()
    },
    { prepare: allowClipboard }
  )

  test(
    "gets the own program back when a link that was followed took its place, and opens an own link of before",
    async (page, { url }) => {
      await type(page, "print('version 1')")
      const link = await share(page)
      await type(page, "print('version 2')")
      await page.goto(url)
      await page.goto(link)
      await page.locator(".cm-content").getByText("version 1").waitFor()
      await page.getByRole("button", { name: "Bring it back" }).click()
      await page.locator(".cm-content").getByText("version 2").waitFor()
      assert.strictEqual(page.url(), `${url}/`)
      await page.reload()
      await page.locator(".cm-content").getByText("version 2").waitFor()
    },
    { prepare: allowClipboard }
  )

  test("downloads what the program printed", async (page) => {
    await runs(page, "print('grüße', end='', flush=True)\nimport sys\nprint('!', file=sys.stderr)")
    const { name, text } = await readDownload(page, () => page.getByRole("button", { name: "Download" }).click())
    assert.deepStrictEqual({ name, text }, { name: "output.txt", text: "grüße!\n" })
  })
}
