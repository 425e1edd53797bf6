import { assert } from "@effect/vitest"
import { forgetStored } from "@glissade/test-kit/Person"
import { answerProvider, isSignedIn, signInButton, signsIn, stored } from "@glissade/test-kit/SignInPerson"
import type { Page } from "playwright-core"
import type { SignInPlace, Stories } from "../Story.ts"

const says = (page: Page, words: string | RegExp) => page.getByRole("status").getByText(words).waitFor()

/** Goes to the provider and back, but the return page does nothing yet: the address that it was sent to. */
const catchReturn = async (page: Page, name: string): Promise<string> => {
  const script = "**/assets/signed-in-*.js"
  await page.route(script, (route) => route.fulfill({ contentType: "text/javascript", body: "" }))
  await signInButton(page).click()
  await answerProvider(page, name)
  await page.waitForURL("**/signed-in.html?**")
  await page.unroute(script)
  return page.url()
}

const isOut = async (page: Page) => assert.notMatch(await stored(page), /refreshToken/)

export const returning: Stories<SignInPlace> = (test) => {
  test("signs nobody in by an address that was used before", async (page) => {
    const address = await catchReturn(page, "ada")
    await page.goto(address)
    await page.locator(".account-button").waitFor()
    await forgetStored(page)
    await page.goto(address)
    await says(page, "This sign-in was not begun in this tab, or is finished already.")
    await isOut(page)
    assert.notInclude(page.url(), "code=")
  })

  test("signs nobody in by the address of somebody else's sign-in", async (page, { browser, url }) => {
    const context = await browser.newContext()
    const theirs = await context.newPage()
    await theirs.goto(url)
    const address = await catchReturn(theirs, "mallory")
    await context.close()
    await page.goto(address)
    await says(page, "This sign-in was not begun in this tab")
    await isOut(page)
    // Also where this tab has begun one of its own.
    await page.goto(url)
    await signInButton(page).click()
    await page.locator("input[name=login]").waitFor()
    await page.goto(address)
    await says(page, "You are not signed in: this is no answer to the sign-in that was begun here. Sign in again.")
    await isOut(page)
  })

  for (const [what, change, words] of [
    [
      "another issuer",
      (query: URLSearchParams) => query.set("iss", "https://evil.example"),
      /this is no answer to the sign-in/
    ],
    ["another state", (query: URLSearchParams) => query.set("state", "other"), /this is no answer to the sign-in/],
    ["another code", (query: URLSearchParams) => query.set("code", "other"), /did not take what it had sent/],
    [
      "an error",
      (query: URLSearchParams) => {
        query.delete("code")
        query.set("error", "access_denied")
      },
      /^You did not sign in\.$/
    ]
  ] as const) {
    test(
      `signs nobody in where the address has ${what}`,
      async (page) => {
        const address = new URL(await catchReturn(page, "eve"))
        change(address.searchParams)
        await page.goto(address.href)
        await says(page, words)
        await isOut(page)
        await page.getByRole("link", { name: "Back to your program" }).click()
        await signInButton(page).waitFor()
      },
      { complains: /40[01]|Unauthorized|HTTP Authentication failed|Bad Request/ }
    )
  }

  test("signs nobody in with a token whose nonce is of another sign-in", async (page) => {
    const address = await catchReturn(page, "nora")
    await page.evaluate(() => {
      const begun = JSON.parse(sessionStorage.getItem("glissade.sign-in")!) as object
      sessionStorage.setItem("glissade.sign-in", JSON.stringify({ ...begun, nonce: "of another" }))
    })
    await page.goto(address)
    await says(page, /this is no answer to the sign-in/)
    await isOut(page)
  })

  for (const from of ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]) {
    test(`leads to no other place, such as ${from}`, async (page, { url }) => {
      const address = await catchReturn(page, "olga")
      await page.evaluate((from) => {
        const begun = JSON.parse(sessionStorage.getItem("glissade.sign-in")!) as object
        sessionStorage.setItem("glissade.sign-in", JSON.stringify({ ...begun, from }))
      }, from)
      await page.goto(address)
      await page.locator(".account-button").waitFor()
      assert.strictEqual(new URL(page.url()).origin, new URL(url).origin)
    })
  }

  test("goes on to the page where there is nothing to finish", async (page, { url }) => {
    await page.goto(`${url}/signed-in.html`)
    await signInButton(page).waitFor()
    assert.strictEqual(new URL(page.url()).pathname, "/")
  })

  test("is never told twice of one sign-in by the browser's back button", async (page) => {
    await signsIn(page, "petra")
    for (const way of ["back", "forward"] as const) {
      await page.evaluate((way) => history[way](), way)
      await page.waitForTimeout(300)
    }
    await isSignedIn(page)
  })
}
