import { assert } from "@effect/vitest"
import { anotherTab, isState, saves, writeAtEnd } from "@glissade/test-kit/LibraryPerson"
import { changeStored, chooseLanguage, editorReady, said, textInEditor, type } from "@glissade/test-kit/Person"
import { isSignedIn, signInButton, signsIn } from "@glissade/test-kit/SignInPerson"
import type { Page, Request } from "playwright-core"
import type { SignInPlace, Stories } from "../Story.ts"

/** How often tabs of a browser ask the provider for tokens from now on: somebody who is signed in has no other reason than to renew. */
const renewals = (page: Page, { provider }: SignInPlace) => {
  const asked: Array<Request> = []
  page.context().on("request", (request) => {
    if (request.method() === "POST" && request.url() === `${provider.issuer}/token`) asked.push(request)
  })
  return asked
}

/** Two hours later, when every access token is over. */
const later = (page: Page) => page.clock.fastForward("02:00:00")

export const sessions: Stories<SignInPlace> = (test) => {
  test("has another tab take part in it without a word to the provider", async (page, place) => {
    await signsIn(page, "ada")
    await isState(page, "Not saved")
    const asked = renewals(page, place)
    const tab = await anotherTab(page)
    await isSignedIn(tab)
    assert.lengthOf(asked, 0)
    await type(tab, "print('from the other tab')")
    await saves(tab)
  })

  test("is renewed once where two tabs need it at the same time, time and again", async (page, place) => {
    await page.context().clock.install()
    await page.reload()
    await signsIn(page, "bea")
    await type(page, "print('here')")
    await saves(page)
    const tab = await anotherTab(page)
    await chooseLanguage(tab, "javascript")
    await type(tab, "console.log('there')")
    await saves(tab)
    const asked = renewals(page, place)
    for (const round of [1, 2, 3]) {
      await later(page)
      for (const one of [page, tab]) await writeAtEnd(one, ` ${round}`)
      await Promise.all([saves(page), saves(tab)])
      assert.lengthOf(asked, round)
    }
    await isSignedIn(page)
    await isSignedIn(tab)
  })

  test("goes on in a tab that was duplicated, after the first one is closed", async (page) => {
    await page.context().clock.install()
    await page.reload()
    await signsIn(page, "cora")
    const copied = await page.evaluate(() => JSON.stringify({ ...sessionStorage }))
    const tab = await page.context().newPage()
    await tab.addInitScript((text) => {
      if (sessionStorage.length > 0) return
      for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, string>)) {
        sessionStorage.setItem(name, value)
      }
    }, copied)
    await tab.goto(page.url())
    await isSignedIn(tab)
    // The library is there before somebody saves.
    for (const one of [page, tab]) await isState(one, "Not saved")
    await later(page)
    await type(page, "print('renews')")
    await saves(page)
    await page.close()
    await tab.bringToFront()
    await later(tab)
    await type(tab, "print('goes on')")
    await saves(tab)
  })

  test(
    "ends where the provider says so, and the program stays",
    async (page, { provider }) => {
      await signsIn(page, "dora")
      await type(page, "print('kept')")
      await saves(page)
      await writeAtEnd(page, " # and changed")
      const { provider: at, refreshToken } = await page.evaluate(
        () =>
          JSON.parse(sessionStorage.getItem("glissade.session")!) as {
            readonly refreshToken: string
            readonly provider: { readonly server: { readonly revocation_endpoint: string }; readonly clientId: string }
          }
      )
      assert.isTrue(at.server.revocation_endpoint.startsWith(provider.issuer))
      await fetch(at.server.revocation_endpoint, {
        method: "POST",
        body: new URLSearchParams({ token: refreshToken, client_id: at.clientId })
      })
      await page.reload()
      await said(page).getByText("Your session has ended. Sign in again; your program is kept.").waitFor()
      await signInButton(page).waitFor()
      await editorReady(page)
      assert.include(await textInEditor(page), "and changed")
      await signsIn(page, "dora")
      await isState(page, "Unsaved change")
    },
    { complains: /40[01]|Unauthorized|HTTP Authentication failed|Bad Request/ }
  )

  test(
    "outlives a provider that is away for a while",
    async (page, { provider }) => {
      await page.context().clock.install()
      await page.reload()
      await signsIn(page, "eda")
      await type(page, "print('saved late')")
      await page.route(`${provider.issuer}/**`, (route) => route.abort())
      await later(page)
      await page.keyboard.press("ControlOrMeta+s")
      await page
        .locator(".save-state")
        .getByText("Not saved: the provider that you signed in with does not answer")
        .waitFor()
      await page.unroute(`${provider.issuer}/**`)
      await saves(page)
      await isSignedIn(page)
    },
    { complains: /401|Unauthorized|HTTP Authentication failed|ERR_FAILED/ }
  )

  test("leaves nothing of one person to the next, whose draft stays", async (page, { url }) => {
    await signsIn(page, "gail")
    await type(page, "print('a secret of gail')")
    await changeStored(page, () => {
      for (const name of ["session", "draft.python"]) sessionStorage.removeItem(`glissade.${name}`)
    })
    await page.context().clearCookies()
    await page.goto(url)
    await signInButton(page).waitFor()
    await type(page, "print('typed by hera')")
    await page.evaluate(() => localStorage.setItem("glissade.unsaved.x", "a secret of gail"))
    await signsIn(page, "hera")
    await editorReady(page)
    assert.include(await textInEditor(page), "typed by hera")
    assert.notInclude(await page.evaluate(() => JSON.stringify({ ...localStorage })), "gail")
  })

  test("is not asked for by a new tab once all tabs of it are closed", async (page, { url }) => {
    await signsIn(page, "fay")
    const tab = await page.context().newPage()
    await page.close()
    await tab.goto(url)
    await signInButton(tab).waitFor()
    await tab.waitForFunction(() => localStorage.getItem("glissade.signed-in") === null)
  })
}
