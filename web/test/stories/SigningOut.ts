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

  test(
    "works where the provider does not answer, and says so",
    async (page, { provider }) => {
      await signsIn(page, "cora")
      await type(page, "print('a secret of cora')")
      await page.route(`${provider.issuer}/**`, (route) => route.abort())
      await openAccount(page)
      await page.getByRole("button", { name: "Sign out" }).click()
      await said(page).getByText("You are signed out here. The provider did not answer").waitFor()
      await signInButton(page).waitFor()
      assert.notMatch(await stored(page), /secret|refreshToken/)
    },
    { complains: /401|Unauthorized|HTTP Authentication failed|ERR_FAILED/ }
  )
}
