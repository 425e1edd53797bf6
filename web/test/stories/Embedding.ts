import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { addFile, allowClipboard, editorReady, onClipboard, runs, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const open = async (page: Page) => {
  await page.getByRole("button", { name: "Embed" }).click()
  await page.getByRole("dialog", { name: "Embed this program" }).waitFor()
}

const html = (page: Page) => page.getByLabel("HTML for your page").inputValue()

const preview = (page: Page) => page.locator("dialog glissade-snippet")

export const embedding: Stories = (test) => {
  test(
    "copies HTML that makes another page run the program",
    async (page, { url }) => {
      await allowClipboard(page)
      const requested: Array<string> = []
      page.on("request", (request) => requested.push(request.url()))
      await runs(page, "if 1 < 2:\n    print('</pre> & so on')")
      assert.isFalse(requested.some((address) => address.includes("/embed/")))
      await open(page)
      await page.getByRole("button", { name: "Copy the HTML" }).click()
      await page.getByText("The HTML is on the clipboard.").waitFor()
      const copied = await onClipboard(page)
      assert.strictEqual(copied, await html(page))
      // A page of the same origin is known to the server.
      await page.route("**/another.html", (route) => route.fulfill({ contentType: "text/html", body: copied }))
      await page.goto(`${url}/another.html`)
      const snippet = page.locator("glissade-snippet")
      await snippet.getByText("Expected output").waitFor()
      await snippet.getByRole("button", { name: "Run" }).click()
      await snippet.getByRole("group", { name: "Output" }).getByText("</pre> & so on").waitFor()
    },
    // The browser takes a page that a test made up for one from elsewhere, which may open no socket here; then it runs over HTTP.
    { complains: /LOCAL_NETWORK_ACCESS/ }
  )

  test("sees in the dialog what it looks like, and runs it there", async (page) => {
    await type(page, "print('from the preview')")
    await open(page)
    await page.getByText("Run the program first, and its output").waitFor()
    await preview(page).getByRole("link", { name: "Open in playground" }).waitFor()
    await page.getByLabel("A link that opens it on this page").setChecked(false)
    await preview(page).getByRole("link", { name: "Open in playground" }).waitFor({ state: "hidden" })
    await page.getByLabel("Colours").selectOption("dark")
    assert.include(await html(page), 'playground="none" style="color-scheme: dark"')
    await preview(page).getByRole("button", { name: "Run" }).click()
    await preview(page).getByRole("group", { name: "Output" }).getByText("from the preview").waitFor()
  })

  test("is told that only the main file is in it", async (page) => {
    await editorReady(page)
    await addFile(page, "other.py")
    await open(page)
    await page.getByText("A snippet has one file: only main.py is in it.").waitFor()
  })

  test(
    "has the HTML also when the preview cannot be loaded",
    async (page) => {
      await page.route("**/embed/**", (route) => route.abort())
      await type(page, "print(1)")
      await open(page)
      await page.getByText("The preview could not be loaded.").waitFor()
      assert.include(await html(page), "print(1)")
    },
    { complains: true }
  )

  for (const colorScheme of ["light", "dark"] as const) {
    test(
      `finds it in the list of commands of a narrow screen, in ${colorScheme}, without a fault for assistive technology`,
      async (page) => {
        await type(page, `print('${"x".repeat(300)}')`)
        await page.getByRole("button", { name: "Commands" }).click()
        await page.getByRole("combobox", { name: "Command" }).fill("embed")
        await page.keyboard.press("Enter")
        await preview(page).getByRole("button", { name: "Run" }).waitFor()
        assert.deepStrictEqual(await faults(page), [])
        const wide = await page
          .getByRole("dialog")
          .evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)
        assert.isAtMost(wide, 0)
      },
      { context: { colorScheme, viewport: { width: 320, height: 640 } } }
    )
  }
}
