import type { Page } from "playwright-core"

/** What a page sends and opens, as the page itself sees it: WebDriver BiDi tells neither of a socket nor of a request's body. */
interface Sent {
  /** The addresses of the sockets that it opened. */
  readonly sockets: ReadonlyArray<string>
  /** What its requests carried. */
  readonly bodies: ReadonlyArray<string>
}

/** Has each document of the page keep what it sends. Done before the page is opened. */
export const keepSent = (page: Page) =>
  page.addInitScript(() => {
    const sockets: Array<string> = []
    const bodies: Array<string> = []
    Object.assign(globalThis, { sent: { sockets, bodies } })
    const { fetch, WebSocket: Socket } = globalThis
    globalThis.WebSocket = class extends Socket {
      constructor(...given: ConstructorParameters<typeof Socket>) {
        super(...given)
        sockets.push(this.url)
      }
    }
    globalThis.fetch = (request, options) => {
      if (typeof options?.body === "string") bodies.push(options.body)
      return fetch(request, options)
    }
  })

/** What `keepSent` has kept of the document that is there now. */
export const sentBy = (page: Page): Promise<Sent> => page.evaluate("sent")

/** Waits until the document has opened so many sockets more. */
export const socketsOpened = async (page: Page, count: number) => {
  const { sockets } = await sentBy(page)
  await page.waitForFunction(
    (least) => (globalThis as unknown as { readonly sent: Sent }).sent.sockets.length >= least,
    sockets.length + count
  )
}
