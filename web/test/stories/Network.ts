import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { once } from "node:events"
import type { AddressInfo } from "node:net"
import { connect, createServer } from "node:net"
import { ServerProcess } from "@glissade/test-kit/ServerProcess"
import { editorReady, ended, live, printed, run, runs, seen, status, type } from "@glissade/test-kit/Person"
import { keepSent, socketsOpened } from "@glissade/test-kit/Sent"
import type { Stories } from "../Story.ts"

/** Counts to 20 in six seconds. */
const counting = "import time\nfor n in range(20):\n    print('line', n)\n    time.sleep(0.3)"
const counted = Array.from({ length: 20 }, (_, n) => `line ${n}`)

/** An address behind which one server can take the place of another, as it does where it is started anew. */
const address = async (first: string) => {
  let { hostname, port } = new URL(first)
  const way = createServer((client) => {
    const server = connect(Number(port), hostname)
    for (const [one, other] of [
      [client, server],
      [server, client]
    ] as const) {
      one.pipe(other)
      one.on("error", () => {})
      one.on("close", () => other.destroy())
    }
  }).listen(0, "127.0.0.1")
  await once(way, "listening")
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}`,
    leadTo: (url: string) => {
      ;({ hostname, port } = new URL(url))
    },
    close: () => way.close()
  }
}

/** Puts a way between the page and the server's WebSocket that can go dead without a word, as a sleeping machine's does. */
const deadlyWay = async (page: Page) => {
  const ways: Array<{ isDead: boolean }> = []
  await page.routeWebSocket("**/ws", (socket) => {
    const way = { isDead: false }
    ways.push(way)
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      if (!way.isDead) server.send(message)
    })
    server.onMessage((message) => {
      if (!way.isDead) socket.send(message)
    })
  })
  return () => {
    for (const way of ways) way.isDead = true
  }
}

/** Runs a program that counts, until it is in the middle: what then happens to it takes a busy machine seconds, too. */
const counts = async (page: Page) => {
  await live(page)
  await type(page, counting)
  await run(page)
  await seen(page, "line 1")
}

/** Notes what is said of the run from now on: some of it is replaced after milliseconds, which is too short to be waited for. */
const notesStatus = async (page: Page) => {
  await status(page).evaluate((element) => {
    const texts: Array<string> = []
    const note = () => texts.push(element.textContent)
    new MutationObserver(note).observe(element, { subtree: true, childList: true, characterData: true })
    Object.assign(globalThis, { statusTexts: texts })
  })
  return () => page.evaluate(() => (globalThis as unknown as { statusTexts: Array<string> }).statusTexts.join("\n"))
}

/** A browser, or something on the way, that lets no WebSocket be made. */
const blockSockets = (page: Page) =>
  page.addInitScript(() => {
    globalThis.WebSocket = class {
      constructor() {
        throw new Error("blocked")
      }
    } as never
  })

let kill: () => void

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
      // A call that finds every interpreter taken by the stories at the same time is answered 503, and made again.
      complains: true,
      prepare: blockSockets
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
      await page.getByText("No server, trying again …").waitFor()
      await page.unroute("**/execute*")
      await page.unroute("**/execute/async")
      await run(page)
      await ended(page, "Finished")
      await page.getByText("runs go over HTTP").waitFor()
    },
    { complains: true, prepare: blockSockets }
  )

  test(
    "sees a run to its end though the network went off and on in the middle of it",
    async (page) => {
      await counts(page)
      await page.context().setOffline(true)
      await page.getByText("Offline", { exact: true }).waitFor()
      await page.context().setOffline(false)
      await live(page)
      await ended(page, "Finished")
      await printed(page, counted)
    },
    { complains: true }
  )

  test(
    "sees a run to its end though the server was started anew in the middle of it",
    async (page) => {
      const [first, second] = await Promise.all([ServerProcess.start(0), ServerProcess.start(0)])
      const { close, leadTo, url } = await address(first.url)
      try {
        await page.goto(url)
        await counts(page)
        leadTo(second.url)
        await first.kill()
        await ended(page, "Finished")
        await printed(page, counted)
      } finally {
        close()
        await second.stop()
      }
    },
    { complains: true, opens: true }
  )

  test(
    "sees a run to its end though the server was killed in the middle of it, and was away for some seconds",
    async (page) => {
      const [first, second] = await Promise.all([ServerProcess.start(0), ServerProcess.start(0)])
      const { close, leadTo, url } = await address(first.url)
      try {
        await page.goto(url)
        await counts(page)
        const noted = await notesStatus(page)
        await first.kill()
        await socketsOpened(page, 2)
        leadTo(second.url)
        await ended(page, "Finished")
        assert.include(await noted(), "The program starts again")
        await printed(page, counted)
        await live(page)
      } finally {
        close()
        await second.stop()
      }
    },
    { complains: true, opens: true, prepare: keepSent }
  )

  test(
    "is told that the program starts again where it goes on over HTTP after the server was away",
    async (page) => {
      const first = await ServerProcess.start(0)
      let second: ServerProcess | undefined
      const { close, leadTo, url } = await address(first.url)
      try {
        await page.goto(url)
        await counts(page)
        await first.kill()
        // So many connections that fail in a row have the client go over HTTP.
        await socketsOpened(page, 4)
        second = await ServerProcess.start(0)
        leadTo(second.url)
        await status(page).getByText("The program starts again over HTTP").waitFor()
        await ended(page, "Finished")
        await printed(page, counted)
      } finally {
        close()
        await second?.stop()
      }
    },
    { complains: true, opens: true, prepare: keepSent }
  )

  test(
    "can run at once in a tab that slept so long that its connection died unnoticed",
    async (page) => {
      await editorReady(page)
      await live(page)
      await runs(page, "print('before')")
      kill()
      await page.clock.fastForward("20:00")
      await type(page, "print('after the sleep')")
      await run(page)
      await seen(page, "after the sleep")
      await ended(page, "Finished")
    },
    {
      prepare: async (page) => {
        await page.clock.install()
        kill = await deadlyWay(page)
      }
    }
  )

  test(
    "finds everything as it was after the Back button, with a connection and a working Run",
    async (page) => {
      await live(page)
      await runs(page, "print('before leaving')")
      await page.goto("about:blank")
      await page.goBack({ waitUntil: "commit" })
      // Only a page that was not loaded anew still shows what was printed.
      await seen(page, "before leaving")
      await live(page)
      await runs(page, "print('after coming back')")
      await seen(page, "after coming back")
    },
    {
      onlyInChromium: "Playwright loses sight of a page that Firefox brings back from its cache",
      needsWholeBrowser: true
    }
  )
}
