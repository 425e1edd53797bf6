import type { Browser, Page } from "playwright-core"

/** How long a person waits at the page, in milliseconds of the browser's own clock. */
interface Marks {
  usable?: number
  editor?: number
  readonly reactions: Array<number>
  readonly painted: Array<number>
  readonly recoveries: Array<number>
}

/** Runs before the page's own scripts, and records when what is measured appears. */
const watch = () => {
  const marks: Marks = { reactions: [], painted: [], recoveries: [] }
  Object.assign(globalThis, { marks })
  let clicked: number | undefined
  let arrived: number | undefined
  let online: number | undefined
  const afterPaint = (note: () => void) => requestAnimationFrame(() => setTimeout(note))

  addEventListener(
    "click",
    ({ target }) => {
      if ((target as Element).closest(".run") !== null) clicked = performance.now()
    },
    { capture: true }
  )
  addEventListener("online", () => {
    online = performance.now()
  })
  const Socket = globalThis.WebSocket
  globalThis.WebSocket = class extends Socket {
    constructor(url: string | URL, protocols?: string | Array<string>) {
      super(url, protocols)
      this.addEventListener("message", ({ data }) => {
        if (String(data).includes('"type":"result"')) arrived = performance.now()
      })
    }
  }
  const look = () => {
    if (document.querySelector("textarea.plain-editor") !== null) marks.usable ??= performance.now()
    if (document.querySelector(".cm-content") !== null) marks.editor ??= performance.now()
    const kind = document.querySelector(".status")?.getAttribute("data-kind")
    if (clicked !== undefined && kind === "busy") {
      const from = clicked
      clicked = undefined
      afterPaint(() => marks.reactions.push(performance.now() - from))
    }
    if (arrived !== undefined && kind === "success") {
      const from = arrived
      arrived = undefined
      afterPaint(() => marks.painted.push(performance.now() - from))
    }
    if (online !== undefined && document.querySelector('.connection[data-phase="ready"]') !== null) {
      marks.recoveries.push(performance.now() - online)
      online = undefined
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true })
}

const marksOf = (page: Page) => page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks)

/** A quarter of the processor, and Lighthouse's slow 4G. */
const throttle = async (page: Page) => {
  const session = await page.context().newCDPSession(page)
  await session.send("Network.enable")
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 1_600_000 / 8,
    uploadThroughput: 750_000 / 8
  })
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 })
}

/** Uses a page of a browser context of its own: nothing is in its caches. */
export const inNewPage = async <A>(browser: Browser, use: (page: Page) => Promise<A>): Promise<A> => {
  const context = await browser.newContext({ serviceWorkers: "block" })
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}

/** How long the page takes until a person can type and run, and until the full editor is loaded, on a slow device and network. */
export const load = (browser: Browser, url: string): Promise<{ readonly usable: number; readonly editor: number }> =>
  inNewPage(browser, async (page) => {
    await throttle(page)
    await page.addInitScript(watch)
    await page.goto(url)
    await page.locator(".cm-content").waitFor({ timeout: 60_000 })
    const { editor, usable } = await marksOf(page)
    return { usable: usable!, editor: editor! }
  })

/** How long a file of three bytes takes under the same conditions. */
export const bareLoad = (browser: Browser, url: string): Promise<number> =>
  inNewPage(browser, async (page) => {
    await throttle(page)
    await page.goto(`${url}/config.json`)
    return page.evaluate(() => performance.getEntriesByType("navigation")[0]!.duration)
  })

/** How long runs take from the click to a visible reaction, and from the arrival of the result until it is painted. */
export const runs = (
  browser: Browser,
  url: string,
  count: number
): Promise<{ readonly reactions: ReadonlyArray<number>; readonly painted: ReadonlyArray<number> }> =>
  inNewPage(browser, async (page) => {
    await throttle(page)
    await page.addInitScript(watch)
    await page.goto(url)
    await page.locator(".cm-content").waitFor({ timeout: 60_000 })
    await page.getByText("Live", { exact: true }).waitFor()
    await page.getByLabel("Examples").selectOption({ label: "Primes" })
    for (let run = 1; run <= count; run++) {
      await page.locator(".run").click()
      await page.waitForFunction(
        (done) => (globalThis as unknown as { marks: Marks }).marks.painted.length >= done,
        run
      )
    }
    return marksOf(page)
  })

/** How long a bare button takes from the click until its new text is painted, on the same slow device. */
export const bareReactions = (browser: Browser, count: number): Promise<ReadonlyArray<number>> =>
  inNewPage(browser, async (page) => {
    await throttle(page)
    await page.setContent("<button>0</button>")
    await page.evaluate(() => {
      const times: Array<number> = []
      Object.assign(globalThis, { times })
      const button = document.querySelector("button")!
      button.addEventListener("click", () => {
        const from = performance.now()
        button.textContent = String(Number(button.textContent) + 1)
        requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - from)))
      })
    })
    for (let click = 1; click <= count; click++) {
      await page.locator("button").click()
      await page.waitForFunction(
        (done) => (globalThis as unknown as { times: Array<number> }).times.length >= done,
        click
      )
    }
    return page.evaluate(() => (globalThis as unknown as { times: Array<number> }).times)
  })

/** How long the page takes from the return of the network until it is live again. */
export const recoveries = (browser: Browser, url: string, count: number): Promise<ReadonlyArray<number>> =>
  inNewPage(browser, async (page) => {
    await page.addInitScript(watch)
    await page.goto(url)
    for (let time = 0; time < count; time++) {
      await page.getByText("Live", { exact: true }).waitFor()
      await page.context().setOffline(true)
      await page.getByText("Offline", { exact: true }).waitFor()
      await page.context().setOffline(false)
    }
    await page.getByText("Live", { exact: true }).waitFor()
    return (await marksOf(page)).recoveries
  })

/** How long a bare WebSocket takes until the server has answered its first ping. */
export const bareConnections = (browser: Browser, url: string, count: number): Promise<ReadonlyArray<number>> =>
  inNewPage(browser, async (page) => {
    await page.goto(`${url}/config.json`)
    return page.evaluate(async (count) => {
      const times: Array<number> = []
      for (let time = 0; time < count; time++) {
        const from = performance.now()
        const socket = new WebSocket("/ws")
        await new Promise((resolve) => {
          socket.addEventListener("open", () => socket.send('{"action":"ping"}'))
          socket.addEventListener("message", resolve)
        })
        times.push(performance.now() - from)
        socket.close()
      }
      return times
    }, count)
  })
