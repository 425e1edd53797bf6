import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { isState, saves, writeAtEnd } from "@glissade/test-kit/LibraryPerson"
import { editorReady, textInEditor, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

/** The browser says of an answer that there is nothing. */
const complains = /404|400/

/** Saves a program as somebody, and returns its slug. */
const share = (page: Page, title: string, visibility: string, token?: string) =>
  page.evaluate(
    async ({ title, token, visibility }) => {
      const response = await fetch("/snippets", {
        method: "POST",
        headers: {
          "content-type": "application/json",
          ...(token !== undefined && { authorization: `Bearer ${token}` })
        },
        body: JSON.stringify({ title, code: `print('${title}')`, visibility })
      })
      return ((await response.json()) as { readonly slug: string }).slug
    },
    { title, token, visibility }
  )

export const shortLinks: Stories<LibraryPlace> = (test) => {
  test(
    "opens an own program at its short link as itself",
    async (page, { url }) => {
      const slug = await share(page, "My own shared one", "private")
      await page.goto(`${url}/s/${slug}`)
      await page.locator(".program-title").getByText("My own shared one").waitFor()
      await isState(page, "Saved")
      assert.strictEqual(page.url(), `${url}/s/${slug}`)
      await writeAtEnd(page, "\nprint('more')")
      await page.reload()
      await isState(page, "Unsaved change")
      await saves(page)
      // The address names no program that is not in the editor.
      await page.getByRole("button", { name: "Reset" }).click()
      await page.waitForURL(`${url}/`)
    },
    { complains }
  )

  test("makes a fork of its own of somebody else's program", async (page, { browser, url }) => {
    const slug = await share(page, "Somebody else's", "unlisted", "token-two")
    const context = await browser.newContext()
    const reader = await context.newPage()
    await reader.goto(`${url}/s/${slug}`)
    await reader.locator(".program-bar").getByText("fork of Somebody else's").waitFor()
    await isState(reader, "Not saved")
    await writeAtEnd(reader, "\nprint('of my own')")
    await reader.reload()
    await reader.locator(".cm-content").getByText("of my own").waitFor()
    await reader.locator(".program-bar").getByText("fork of Somebody else's").waitFor()
    await saves(reader)
    await reader.locator(".program-bar").getByText("fork of Somebody else's").waitFor()
    await reader.waitForURL(`${url}/`)
    const origin = await page.evaluate(async (slug) => (await fetch(`/shared/${slug}`)).json(), slug)
    assert.strictEqual((origin as { readonly version: number }).version, 1)
    await context.close()
  })

  test(
    "is told in a sentence that there is no program at a link, and keeps the own one",
    async (page, { url }) => {
      const slug = await share(page, "Not for everybody", "private", "token-two")
      await type(page, "print('my own draft')")
      for (const link of [slug, "aaaaaaaaaaaaaaaa", "no-slug"]) {
        await page.goto(`${url}/s/${link}`)
        await page.locator(".notice-bar").getByText("There is no program at this link").waitFor()
        await editorReady(page)
        assert.include(await textInEditor(page), "my own draft")
      }
    },
    { complains }
  )
}
