import { ended, run, seen, status, type } from "../Person.ts"
import type { Stories } from "../Story.ts"

export const network: Stories = (test) => {
  test(
    "gets an answer over HTTP where WebSockets are blocked, and is told so",
    async (page) => {
      await type(page, "print('no socket')")
      await run(page)
      await seen(page, "no socket")
      await status(page).getByText("over HTTP").waitFor()
      await page.getByText("runs go over HTTP").waitFor()
    },
    {
      prepare: (page) =>
        page.addInitScript(() => {
          globalThis.WebSocket = class {
            constructor() {
              throw new Error("blocked")
            }
          } as never
        })
    }
  )

  test(
    "is told what to do when the server cannot be reached",
    async (page) => {
      await type(page, "print('nobody there')")
      await page.route("**/execute*", (route) => route.abort())
      await page.route("**/execute/async", (route) => route.abort())
      await run(page)
      await ended(page, "Check the network, then press Run again")
    },
    { complains: true }
  )
}
