import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { editorReady, ended, live, run, said, seen, status, stop, textInEditor, type } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

/** Waits until the browser has the page for times without a network. */
const isKept = (page: Page) =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready
    while (navigator.serviceWorker.controller === null) {
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })
      })
    }
  })

/** What the browser has for times without a network. */
const keptPaths = (page: Page) =>
  page.evaluate(async () => {
    const caches = await globalThis.caches.keys()
    const requests = await Promise.all(caches.map(async (name) => (await globalThis.caches.open(name)).keys()))
    return requests.flat().map(({ url }) => new URL(url).pathname)
  })

const context = { serviceWorkers: "allow" } as const

/** Opens the page that the browser keeps, without a network. */
const opensWithout = async (page: Page) => {
  await isKept(page)
  await page.context().setOffline(true)
  await page.reload()
  await editorReady(page)
}

export const offline: Stories = (test) => {
  test(
    "opens and edits the page without a network",
    async (page) => {
      await opensWithout(page)
      await page.getByText("Offline", { exact: true }).waitFor()
      await type(page, "print('written on a train')")
      await page.reload()
      await editorReady(page)
      assert.include(await textInEditor(page), "written on a train")
    },
    { context, complains: true }
  )

  test(
    "runs a program without a network once it is back, in a page that was opened without",
    async (page) => {
      await opensWithout(page)
      await type(page, "print('written on a train')")
      await run(page)
      await status(page).getByText("Offline:").waitFor()
      await ended(page, "runs when the network is back")
      await said(page).getByText("runs when the network is back").waitFor()
      await page.context().setOffline(false)
      await seen(page, "written on a train")
      await ended(page, "Finished")
    },
    {
      context,
      complains: true,
      onlyInChromium: "a Firefox whose network comes back by a command does not tell a page that was opened without"
    }
  )

  test(
    "runs a program once the network is back that went off after the page was opened",
    async (page) => {
      await editorReady(page)
      await type(page, "print('out of the tunnel')")
      await page.context().setOffline(true)
      await run(page)
      await ended(page, "runs when the network is back")
      await page.context().setOffline(false)
      await seen(page, "out of the tunnel")
      await ended(page, "Finished")
    },
    { context, complains: true }
  )

  test(
    "finds every language's colours and the examples without a network",
    async (page) => {
      await opensWithout(page)
      await page.getByLabel("Language").selectOption("typescript")
      await page.locator(".cm-line span[class]").getByText("interface", { exact: true }).waitFor()
    },
    { context, complains: true }
  )

  test(
    "has what only some people choose from its first use on, also without a network",
    async (page) => {
      await isKept(page)
      assert.isFalse((await keptPaths(page)).some((path) => path.includes("VimKeys")))
      await page.getByRole("button", { name: "Settings" }).click()
      await page.getByLabel("Keys of the editor").selectOption("vim")
      await page.locator(".cm-vim-panel").waitFor({ state: "attached" })
      await page.keyboard.press("Escape")
      await page.context().setOffline(true)
      await page.reload()
      await page.locator(".cm-vim-panel").getByText("--NORMAL--").waitFor()
    },
    { context, complains: true }
  )

  test(
    "can call off a run that waits for the network",
    async (page) => {
      await live(page)
      await type(page, "print('never')")
      await page.context().setOffline(true)
      await run(page)
      await ended(page, "runs when the network is back")
      await stop(page)
      await ended(page, "Stopped")
      await page.context().setOffline(false)
      await page.locator(".connection").getByText("Live").waitFor()
      assert.include(await status(page).innerText(), "Stopped")
    },
    { complains: true }
  )

  test(
    "has no answer of the server kept",
    async (page) => {
      await isKept(page)
      await type(page, "print('secret')")
      await run(page)
      await ended(page, "Finished")
      const kept = await keptPaths(page)
      assert.include(kept, "/")
      assert.deepStrictEqual(kept.filter((path) => !path.startsWith("/assets/")).toSorted(), [
        "/",
        "/config.json",
        "/favicon.svg"
      ])
    },
    { context }
  )
}
