import { assert } from "@effect/vitest"
import {
  anotherTab,
  inPanel,
  isState,
  openLibrary,
  openSaved,
  panel,
  saves,
  saveState,
  writeAtEnd
} from "@glissade/test-kit/LibraryPerson"
import { said, textInEditor, type } from "@glissade/test-kit/Person"
import type { LibraryPlace, Stories } from "../Story.ts"

export const unsaved: Stories<LibraryPlace> = (test) => {
  test(
    "keeps what is typed without a network, says so, and saves it by itself when the network is back",
    async (page) => {
      await type(page, "# On a train\nprint(1)")
      await saves(page)
      await page.getByLabel("Autosave").check()
      await page.context().setOffline(true)
      await writeAtEnd(page, "\nprint('in the tunnel')")
      await saveState(page).getByText("Not saved: there is no network").waitFor()
      await said(page).getByText("Not saved: there is no network").waitFor()
      await page.context().setOffline(false)
      await isState(page, "Saved")
      await page.reload()
      await page.locator(".cm-content").getByText("in the tunnel").waitFor()
      await isState(page, "Saved")
    },
    { complains: /ERR_INTERNET_DISCONNECTED|WebSocket/ }
  )

  test(
    "finds an unsaved change after a reload without a network, and it is still one when the network is back",
    async (page) => {
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready
        while (navigator.serviceWorker.controller === null) {
          await new Promise((resolve) => {
            navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })
          })
        }
      })
      await type(page, "# Reloaded on a train\nprint(1)")
      await saves(page)
      await page.context().setOffline(true)
      await writeAtEnd(page, "\nprint('typed offline')")
      await isState(page, "Unsaved change")
      await page.reload()
      await page.locator(".cm-content").getByText("typed offline").waitFor()
      await isState(page, "Unsaved change")
      await page.locator(".program-title").getByText("Reloaded on a train").waitFor()
      await page.context().setOffline(false)
      await isState(page, "Unsaved change")
      await saves(page)
    },
    { context: { serviceWorkers: "allow" }, complains: true }
  )

  test("finds an unsaved change again after other programs were opened, in another tab as well", async (page) => {
    await type(page, "# Left behind\nprint(1)")
    await saves(page)
    await writeAtEnd(page, "\nprint('never saved')")
    await isState(page, "Unsaved change")
    await page.getByLabel("Examples").selectOption({ index: 1 })
    await type(page, "# Something else")
    await saves(page)
    await openLibrary(page)
    await inPanel(page, "Left behind").getByText("unsaved change").waitFor()
    await inPanel(page, "Left behind").getByRole("button", { name: "Left behind", exact: true }).click()
    await page.locator(".cm-content").getByText("never saved").waitFor()
    await isState(page, "Unsaved change")
    const other = await anotherTab(page)
    await openSaved(other, "Something else")
    await openSaved(other, "Left behind")
    await other.locator(".cm-content").getByText("never saved").waitFor()
    await saves(other)
    await openSaved(other, "Something else")
    await openLibrary(other)
    await inPanel(other, "Left behind").waitFor()
    assert.strictEqual(await inPanel(other, "Left behind").getByText("unsaved change").count(), 0)
  })

  test(
    "is told that an unsaved change that is opened again is of an older version",
    async (page) => {
      await type(page, "# Older version\nprint(1)")
      await saves(page)
      const other = await anotherTab(page)
      await writeAtEnd(page, "\nprint('mine')")
      await isState(page, "Unsaved change")
      await page.getByRole("button", { name: "Reset" }).click()
      await writeAtEnd(other, "\nprint('theirs')")
      await saves(other)
      await openSaved(page, "Older version")
      await page.locator(".notice-bar").getByText("It was changed elsewhere as well.").waitFor()
      assert.include(await textInEditor(page), "'mine'")
      await page.getByRole("button", { name: "Compare and choose" }).click()
      await panel(page).getByRole("heading", { name: "Changed elsewhere" }).waitFor()
    },
    { complains: /412/ }
  )
}
