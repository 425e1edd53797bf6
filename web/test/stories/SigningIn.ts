import { assert } from "@effect/vitest"
import { isState, saves } from "@glissade/test-kit/LibraryPerson"
import { editorReady, ended, live, run, said, textInEditor, type } from "@glissade/test-kit/Person"
import { answerProvider, isSignedIn, signInButton, signsIn, stored } from "@glissade/test-kit/SignInPerson"
import { keepSent, sentBy } from "@glissade/test-kit/Sent"
import type { SignInPlace, Stories } from "../Story.ts"

export const signingIn: Stories<SignInPlace> = (test) => {
  test("comes back from the provider to the draft, and saves it", async (page) => {
    await type(page, "print('typed before')")
    await signsIn(page, "ada")
    await editorReady(page)
    assert.include(await textInEditor(page), "typed before")
    await isState(page, "Not saved")
    await saves(page)
    await page.reload()
    await isState(page, "Saved")
    await isSignedIn(page)
  })

  test(
    "runs programs as that person, with a ticket in the socket's address and no token in any",
    async (page) => {
      const addresses: Array<string> = []
      page.on("request", (request) => addresses.push(request.url()))
      page.on("websocket", (socket) => addresses.push(socket.url()))
      await signsIn(page, "bea")
      await live(page)
      await run(page)
      await ended(page, "Finished")
      const { sockets } = await sentBy(page)
      addresses.push(...sockets)
      assert.isNotEmpty(sockets.filter((address) => /\/ws\?ticket=[\w-]+$/.test(address)))
      // A JSON Web Token begins so.
      assert.deepStrictEqual(
        addresses.filter((address) => /[?&](?:token|access_token|id_token)=|eyJ/.test(address)),
        []
      )
      assert.notMatch(await stored(page), /eyJ/)
    },
    { prepare: keepSent }
  )

  test("sends PKCE, state and nonce anew each time, and what the server says besides", async (page, { url }) => {
    const asked: Array<URLSearchParams> = []
    page.on("request", (request) => {
      const { pathname, searchParams } = new URL(request.url())
      if (pathname === "/auth" && searchParams.has("client_id")) asked.push(searchParams)
    })
    for (const _ of [1, 2]) {
      await signInButton(page).click()
      await page.locator("input[name=login]").waitFor()
      await page.goto(url)
      await editorReady(page)
    }
    assert.lengthOf(asked, 2)
    for (const name of ["state", "nonce", "code_challenge"]) {
      assert.notStrictEqual(asked[0]!.get(name), asked[1]!.get(name))
      assert.isAtLeast(asked[0]!.get(name)!.length, 43)
    }
    assert.strictEqual(asked[0]!.get("code_challenge_method"), "S256")
    assert.strictEqual(asked[0]!.get("response_type"), "code")
    assert.strictEqual(asked[0]!.get("prompt"), "consent")
    assert.strictEqual(asked[0]!.get("redirect_uri"), new URL("/signed-in.html", page.url()).href)
  })

  test("is told what is missing to save and to run", async (page) => {
    await signInButton(page).waitFor()
    await type(page, "print('not yet')")
    await page.keyboard.press("ControlOrMeta+s")
    await page.getByText("Sign in to save programs; what you have typed is kept.").first().waitFor()
    await page.getByRole("button", { name: "Run", exact: true }).click()
    await page.locator(".status-text").getByText("The server did not take it: send a token").waitFor()
    assert.strictEqual(await page.locator(".program-bar").count(), 0)
  })

  test(
    "is told where the provider does not answer",
    async (page, { provider }) => {
      await page.route(`${provider.issuer}/**`, (route) => route.abort())
      await signInButton(page).click()
      await said(page)
        .getByText("You cannot sign in now: the provider does not answer as it should. Try again in a moment.")
        .waitFor()
    },
    { complains: /401|Unauthorized|HTTP Authentication failed|ERR_FAILED/ }
  )

  test("keeps the short link and a change of its program over the redirect", async (page, { url, provider }) => {
    const token = await provider.signIn("cora")
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" }
    const body = { title: "Shared", language: "python", code: "print('shared')", visibility: "unlisted" }
    const answer = await fetch(`${url}/snippets`, { method: "POST", headers, body: JSON.stringify(body) })
    const { slug } = (await answer.json()) as { readonly slug: string }
    await page.goto(`${url}/s/${slug}`)
    await page.locator(".cm-content").getByText("shared").waitFor()
    await type(page, "print('shared and changed')")
    await signInButton(page).click()
    await answerProvider(page, "dora")
    await isSignedIn(page)
    assert.strictEqual(new URL(page.url()).pathname, `/s/${slug}`)
    await page.locator(".cm-content").getByText("shared and changed").waitFor()
    await saves(page)
    await page.locator(".fork").getByText("Shared").waitFor()
  })
}
