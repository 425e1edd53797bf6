import { assert } from "@effect/vitest"
import { anotherTab, saves } from "@glissade/test-kit/LibraryPerson"
import { editorReady, ended, run, said, textInEditor, type } from "@glissade/test-kit/Person"
import { openAccount, signInButton, signsIn, signsOut, stored } from "@glissade/test-kit/SignInPerson"
import type { SignInPlace, Stories } from "../Story.ts"

interface Session {
  readonly refreshToken: string
  readonly provider: { readonly server: { readonly token_endpoint: string }; readonly clientId: string }
}

export const signingOut: Stories<SignInPlace> = (test) => {
  test("empties every tab, revokes the refresh token, and ends the provider's session", async (page, { provider }) => {
    await signsIn(page, "ada")
    await type(page, "print('a secret of the first tab')")
    await saves(page)
    await run(page)
    await ended(page, "Finished")
    const tab = await anotherTab(page)
    await type(tab, "print('a secret of the second tab')")
    const session = await page.evaluate(() => JSON.parse(sessionStorage.getItem("glissade.session")!) as Session)
    await signsOut(page)
    await signInButton(tab).waitFor()
    for (const one of [page, tab]) {
      await editorReady(one)
      assert.notInclude(await textInEditor(one), "secret")
      assert.notMatch(await stored(one), /secret|refreshToken|jobKey":"/)
    }
    const answer = await fetch(session.provider.server.token_endpoint, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: session.refreshToken,
        client_id: session.provider.clientId
      })
    })
    assert.strictEqual(answer.status, 400)
    assert.include(await answer.text(), "invalid_grant")
    // The provider asks who it is again.
    await signInButton(page).click()
    await page.locator("input[name=login]").waitFor()
    assert.isTrue(page.url().startsWith(provider.issuer))
  })

  test("empties a tab that comes back from the browser's own cache", async (page, { url }) => {
    await signsIn(page, "bea")
    const tab = await anotherTab(page)
    await type(tab, "print('a secret that sleeps')")
    await tab.goto(`${url}/runtimes`)
    await signsOut(page)
    await tab.goBack()
    await signInButton(tab).waitFor()
    await editorReady(tab)
    assert.notInclude(await textInEditor(tab), "secret")
    assert.notMatch(await stored(tab), /secret|refreshToken/)
  })

  test("shows nothing of the person by the back button, also in the same tab", async (page, { url }) => {
    await type(page, "print('a secret of the first document')")
    await page.goto(`${url}/?second`)
    await signsIn(page, "dana")
    await signsOut(page)
    for (let steps = 0; steps < 6; steps++) {
      await page.evaluate(() => {
        setTimeout(() => history.back())
      })
      await page.waitForTimeout(300)
      if (!page.url().startsWith(url)) continue
      await page.locator(":is(.cm-content, .plain-editor, p):visible").first().waitFor()
      assert.notInclude(await page.locator("body").innerText(), "secret")
      assert.notInclude(await stored(page), "secret")
    }
  })

  test("does not let a renewal that is under way bring the session back", async (page, { provider }) => {
    await page.context().clock.install()
    await page.reload()
    await signsIn(page, "enya")
    await type(page, "print('a secret of enya')")
    const tab = await anotherTab(page)
    await openAccount(page)
    let answer = () => {}
    const isHeld = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.context().route(`${provider.issuer}/token`, async (route) => {
      const response = await route.fetch()
      await isHeld
      await route.fulfill({ response }).catch(() => {})
    })
    const asked = page.context().waitForEvent("request", (request) => request.url() === `${provider.issuer}/token`)
    await page.clock.fastForward("02:00:00")
    await page.getByRole("button", { name: "Download everything" }).click()
    await asked
    await page.getByRole("button", { name: "Sign out" }).click()
    await signInButton(tab).waitFor()
    answer()
    await page.getByRole("button", { name: "Yes" }).or(signInButton(page)).waitFor()
    await tab.reload()
    await signInButton(tab).waitFor()
    assert.notMatch(await stored(tab), /secret|refreshToken/)
  })

  test(
    "is there where the account cannot be shown",
    async (page) => {
      await signsIn(page, "fiona")
      await page.route("**/me", (route) => route.fulfill({ status: 503, json: { detail: "the database is away" } }))
      await page.locator(".account-button").click()
      await page.getByText("Your account cannot be shown: the database is away.").waitFor()
      await page.getByRole("button", { name: "Sign out" }).click()
      await page.getByRole("button", { name: "Yes" }).click()
      await signInButton(page).waitFor()
    },
    { complains: /401|503|Unauthorized|HTTP Authentication failed/ }
  )

  test(
    "works where the provider does not answer, and says so",
    async (page, { provider }) => {
      await signsIn(page, "cora")
      await type(page, "print('a secret of cora')")
      await page.route(`${provider.issuer}/**`, (route) => route.abort())
      await openAccount(page)
      await page.getByRole("button", { name: "Sign out" }).click()
      await said(page).getByText("You are signed out here. Your provider may still know you").waitFor()
      await signInButton(page).waitFor()
      assert.notMatch(await stored(page), /secret|refreshToken/)
    },
    { complains: /401|Unauthorized|HTTP Authentication failed|ERR_FAILED/ }
  )
}
