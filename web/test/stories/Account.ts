import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { panel, saves } from "@glissade/test-kit/LibraryPerson"
import { ended, run, type } from "@glissade/test-kit/Person"
import { openAccount, signInButton, signsIn } from "@glissade/test-kit/SignInPerson"
import { readFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import type { SignInPlace, Stories } from "../Story.ts"

const says = (page: Page, words: string) => panel(page).getByRole("status").getByText(words).waitFor()

export const account: Stories<SignInPlace> = (test) => {
  test("shows who one is, and what one uses of what one may", async (page) => {
    await signsIn(page, "zoe")
    await type(page, "print('counted')")
    await saves(page)
    await run(page)
    await ended(page, "Finished")
    await openAccount(page)
    await panel(page).getByRole("heading", { name: "Name of zoe" }).waitFor()
    await panel(page).getByText("zoe@example.org").waitFor()
    const row = (name: string) => panel(page).getByRole("row").filter({ hasText: name }).innerText()
    assert.match(await row("Runs today"), /1\s+of 5,000/)
    assert.match(await row("Programs"), /1\s+of /)
  })

  test("makes a key that is shown once, works, and lets nobody in once it is revoked", async (page, { url }) => {
    await signsIn(page, "bea")
    await openAccount(page)
    await panel(page).getByRole("button", { name: "Make key" }).click()
    await says(page, "Give the key a name")
    await panel(page).getByLabel("Name of a new key").fill("build server")
    await panel(page).getByRole("checkbox", { name: "Run programs" }).uncheck()
    await panel(page).getByRole("button", { name: "Make key" }).click()
    await says(page, "Choose what the key may do.")
    await panel(page).getByRole("checkbox", { name: "Read programs and runs" }).check()
    await panel(page).getByRole("button", { name: "Make key" }).click()
    await says(page, "The key is made. Copy it now")
    const key = await panel(page).getByLabel("The new key").inputValue()
    const ask = () => fetch(`${url}/snippets`, { headers: { authorization: `Bearer ${key}` } })
    assert.strictEqual((await ask()).status, 200)
    await page.keyboard.press("Escape")
    await openAccount(page)
    await panel(page).getByText("build server").waitFor()
    assert.strictEqual(await panel(page).getByLabel("The new key").count(), 0)
    await panel(page).getByRole("button", { name: "Revoke: build server" }).click()
    await says(page, "was revoked")
    assert.strictEqual((await ask()).status, 401)
  })

  test(
    "stays where only the keys cannot be shown",
    async (page) => {
      await signsIn(page, "finn")
      await page.route("**/me/keys", (route) =>
        route.fulfill({ status: 503, json: { detail: "the database is away" } })
      )
      await openAccount(page)
      await says(page, "Your keys cannot be shown: the database is away.")
      await panel(page).getByRole("button", { name: "Download everything" }).waitFor()
      await panel(page).getByRole("row").filter({ hasText: "Runs today" }).waitFor()
    },
    { complains: /401|503|Unauthorized|HTTP Authentication failed/ }
  )

  test("gives everything that is kept of one as a file", async (page) => {
    await signsIn(page, "cora")
    await type(page, "print('to be exported')")
    await saves(page)
    await openAccount(page)
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      panel(page).getByRole("button", { name: "Download everything" }).click()
    ])
    assert.strictEqual(file.suggestedFilename(), "glissade-export.jsonl")
    const lines = (await readFile(await file.path(), "utf8")).trim().split("\n")
    assert.isTrue(lines.map((line) => JSON.stringify(JSON.parse(line))).some((line) => line.includes("to be exported")))
  })

  test("deletes everything, once that is typed", async (page) => {
    await signsIn(page, "dora")
    await type(page, "print('to be deleted')")
    await saves(page)
    await openAccount(page)
    await panel(page).getByRole("button", { name: "Delete everything …" }).click()
    await page.keyboard.type("delete")
    await page.keyboard.press("Enter")
    await says(page, "Nothing was deleted: type")
    await panel(page)
      .getByLabel(/Type “delete everything”/)
      .fill("delete everything")
    await page.keyboard.press("Enter")
    // Whoever has no account is signed out at the provider as well.
    await page.getByRole("button", { name: "Yes" }).click()
    await signInButton(page).waitFor()
    await signsIn(page, "dora")
    await page.getByRole("button", { name: "Library" }).click()
    await panel(page).getByText("Nothing is saved yet").waitFor()
  })

  for (const width of [320, 390, 1280]) {
    test(`can be used and read by assistive technology at ${width} pixels`, async (page) => {
      await page.setViewportSize({ width, height: 800 })
      assert.deepStrictEqual(await faults(page), [])
      await signsIn(page, "eve")
      await openAccount(page)
      await panel(page).getByRole("button", { name: "Delete everything …" }).click()
      assert.deepStrictEqual(await faults(page), [])
      for (const selector of ["body", "dialog"]) {
        const over = await page.locator(selector).evaluate(({ clientWidth, scrollWidth }) => scrollWidth - clientWidth)
        assert.isAtMost(over, 0, selector)
      }
    })
  }
}
