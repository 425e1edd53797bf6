import { assert } from "@effect/vitest"
import { editorReady, live } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

/** Where nothing is kept, the page has nothing of what keeping takes. */
export const withoutLibrary: Stories = (test) => {
  test("has no library where the server keeps nothing, and Ctrl+S is the browser's", async (page, { url }) => {
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(new URL(request.url()).pathname))
    // Another server was at this address before.
    await page.evaluate(() => localStorage.setItem("glissade.features", '["library","history"]'))
    await page.reload()
    await page.waitForFunction(() => !localStorage.getItem("glissade.features")!.includes("library"))
    await page.locator(".program-bar").waitFor({ state: "detached" })
    asked.length = 0
    await page.goto(url)
    await editorReady(page)
    await live(page)
    await page.locator("option", { hasText: "Python 3" }).first().waitFor({ state: "attached" })
    assert.strictEqual(await page.locator(".program-bar").count(), 0)
    const topOf = async (selector: string) => (await page.locator(selector).boundingBox())!.y
    assert.strictEqual(await topOf(".tabs"), await topOf("main"))
    for (const name of ["Save", "Library"])
      assert.strictEqual(await page.getByRole("button", { name, exact: true }).count(), 0)
    const isTaken = await page.evaluate(() => {
      const event = new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true, cancelable: true })
      return !document.body.dispatchEvent(event)
    })
    assert.isFalse(isTaken)
    assert.strictEqual(await page.title(), "Glissade")
    await page.getByRole("button", { name: "History" }).click()
    await page.getByRole("heading", { name: "History" }).waitFor()
    assert.strictEqual(await page.getByRole("radio").count(), 0)
    assert.deepStrictEqual(
      asked.filter((path) => /^\/(?:snippets|runs|shared)|ProgramBar|Start-|Panel-/.test(path)),
      []
    )
  })

  test("keeps no place for a library in a browser that the server has told before", async (page) => {
    await page.locator("body.without-library").waitFor()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => (answer = resolve))
    await page.route("**/runtimes", async (route) => {
      await answered
      await route.continue()
    })
    await page.reload()
    await editorReady(page)
    await page.locator("body.without-library").waitFor()
    answer()
    await page.locator("option", { hasText: "Python 3" }).first().waitFor({ state: "attached" })
  })
}
