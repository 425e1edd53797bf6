import { assert, describe, layer } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BrowserContextOptions, Page } from "playwright-core"
import { fileURLToPath } from "node:url"
import { layerServer, TestServer } from "@glissade/test-kit/TestServer"
import { faults } from "@glissade/test-kit/Axe"
import * as BrowserModule from "@glissade/test-kit/Browser"
import * as DocsModule from "./Docs.ts"

const pageFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url))

/** The server of the snippets knows the page that they stand on by its origin. */
const environment = Layer.unwrap(
  Effect.map(DocsModule.Docs, ({ url }) => layerServer(EngineSandbox.layer(), { pageFolder, allowedOrigins: [url] }))
).pipe(Layer.provideMerge(DocsModule.layer), Layer.merge(BrowserModule.layer))

interface Place {
  readonly page: Page
  /** Addresses that the browser asked for, and sockets that it opened. */
  readonly requests: ReadonlyArray<string>
  readonly sockets: ReadonlyArray<string>
}

const snippet = (page: Page, index: number) => {
  const root = page.locator("glissade-snippet").nth(index)
  const button = (name: string) => root.getByRole("button", { name, exact: true })
  return {
    root,
    button,
    output: root.getByRole("group", { name: "Output", exact: true }),
    expected: root.getByText("14", { exact: true }),
    label: root.getByText("Expected output", { exact: true }),
    says: (words: string | RegExp) => root.getByRole("status").getByText(words).waitFor(),
    edit: async (code: string) => {
      if (await button("Edit").isVisible()) await button("Edit").click()
      await root.getByLabel("Program").fill(code)
    }
  }
}

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a reader of a page with snippets", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    const tell = (title: string, story: (place: Place) => Promise<void>, context: BrowserContextOptions = {}) =>
      it.effect(title, () =>
        Effect.gen(function* () {
          const { url, use } = yield* DocsModule.Docs
          use((yield* TestServer).url)
          const { complaints, page } = yield* BrowserModule.openPage(context)
          const requests: Array<string> = []
          const sockets: Array<string> = []
          page.on("request", (request) => requests.push(new URL(request.url()).pathname))
          page.on("websocket", (socket) => sockets.push(socket.url()))
          yield* Effect.promise(async () => {
            await page.goto(url)
            await story({ page, requests, sockets })
          })
          assert.deepStrictEqual(
            complaints.filter((complaint) => !complaint.includes("net::ERR_FAILED")),
            []
          )
        })
      )

    tell(
      "reads every program and what is expected of it without JavaScript",
      async ({ page }) => {
        const text = await page.locator("main").innerText()
        for (const part of ["print(sum(numbers))", "14", "time.sleep(0.3)", "good day, Ada", "on purpose", "circles"]) {
          assert.include(text, part)
        }
      },
      { javaScriptEnabled: false }
    )

    tell("fetches nothing but the element itself until a snippet is used", async ({ page, requests, sockets }) => {
      await snippet(page, 4).button("Run").waitFor()
      await page.waitForLoadState("networkidle")
      assert.sameMembers(
        requests.filter((path) => path !== "/favicon.ico"),
        ["/", "/style.css", "/embed/glissade-snippet.js"]
      )
      assert.deepStrictEqual(sockets, [])
    })

    tell("runs all five over one socket, under a strict policy", async ({ page, sockets }) => {
      const ends = ["14", "5", "good day, Ada", "on purpose", ""]
      for (const [index, end] of ends.entries()) {
        const { button, output, says } = snippet(page, index)
        await button("Run").click()
        await says(index === 3 ? /^Failed in line 3, / : /^Finished, /)
        assert.include(await output.innerText(), end)
      }
      const picture = snippet(page, 4).output.getByRole("img", { name: "circles.svg" })
      assert.isAbove(await picture.evaluate((image) => (image as HTMLImageElement).naturalWidth), 100)
      assert.lengthOf(sockets, 1)
    })

    tell("can stop before the runner has come, and then nothing is run", async ({ page, sockets }) => {
      let come = () => {}
      const isHeld = new Promise<void>((resolve) => {
        come = resolve
      })
      await page.route(/Running|Client/, async (route) => {
        await isHeld
        await route.continue()
      })
      const { button, output, says } = snippet(page, 0)
      await button("Run").click()
      await button("Stop").click()
      come()
      await says("Stopped")
      await button("Run").waitFor()
      assert.strictEqual(await output.count(), 0)
      await button("Run").click()
      await says("Finished")
      assert.strictEqual(sockets.length, 1)
    })

    tell("sees output while the program runs, and stops it", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 1)
      await edit("import time\nprint('begun', flush=True)\ntime.sleep(9)\nprint('never')")
      await button("Run").click()
      await output.getByText("begun").waitFor()
      await says("Running …")
      await button("Stop").click()
      await says("Stopped")
      assert.strictEqual((await output.innerText()).trim(), "begun")
      assert.isTrue(await button("Run").evaluate((run) => (run.getRootNode() as ShadowRoot).activeElement === run))
    })

    tell("has the end of long output in sight, and is left where they scroll back", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 1)
      await edit(`import time
for n in range(40):
    print(n, flush=True)
    if n > 30: time.sleep(0.2)`)
      await button("Run").click()
      await output.getByText("33").waitFor()
      const toEnd = () => output.evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight)
      assert.isAtMost(await toEnd(), 1)
      await output.evaluate((box) => box.scrollTo(0, 50))
      await says(/^Finished/)
      assert.strictEqual(await output.evaluate((box) => box.scrollTop), 50)
      await button("Run").click()
      await says(/^Finished/)
      assert.isAtMost(await toEnd(), 1)
    })

    tell("reads in seconds what took more than one, and sees by its colour that a program failed", async ({ page }) => {
      const { button, edit, root, says } = snippet(page, 0)
      const colour = () => root.getByRole("status").evaluate((status) => getComputedStyle(status).color)
      await edit("import time\ntime.sleep(1.1)")
      await button("Run").click()
      await says(/^Finished, \d\.\d\d s$/)
      const usual = await colour()
      await edit("time")
      await button("Run").click()
      await says(/^Failed in line 1, [\d.]+ ms$/)
      assert.notStrictEqual(await colour(), usual)
      await button("Reset").click()
      assert.strictEqual(await colour(), usual)
    })

    tell("sees nothing of the run before, nor an empty box, while a program runs", async ({ page }) => {
      const { button, edit, expected, output, says } = snippet(page, 0)
      await button("Run").click()
      await says(/^Finished/)
      await output.getByText("14").waitFor()
      await edit("while True: pass")
      await button("Run").click()
      await says("Running …")
      assert.isFalse(await output.isVisible())
      assert.isFalse(await expected.isVisible())
      await button("Stop").click()
      await says("Stopped")
      assert.isFalse(await output.isVisible())
    })

    tell("sees no box without content where no server answers and nothing is expected", async ({ page }) => {
      const { button, output, says } = snippet(page, 1)
      await page.route(/\/execute/, (route) => route.abort("failed"))
      await page.routeWebSocket(/\/ws$/, (socket) => void socket.close({ code: 1008 }))
      await button("Run").click()
      await says(/^No answer: /)
      assert.isFalse(await output.isVisible())
    })

    tell("changes a program, runs it with the keyboard alone, and puts the author's back", async ({ page }) => {
      const { button, expected, output, root, says } = snippet(page, 0)
      await expected.waitFor()
      await button("Edit").focus()
      await page.keyboard.press("Enter")
      await says(/Esc, then Tab/)
      await page.keyboard.press("ControlOrMeta+a")
      await page.keyboard.insertText("if 1:\n")
      await page.keyboard.press("Tab")
      await page.keyboard.insertText("print('mine')")
      await page.keyboard.press("ControlOrMeta+Enter")
      await says(/^Finished/)
      assert.strictEqual(await output.innerText(), "mine\n")
      assert.isFalse(await expected.isVisible())
      await page.keyboard.press("Escape")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Tab")
      await page.keyboard.press("Enter")
      await says("The author's program is back")
      assert.include(await root.locator("pre").first().innerText(), "print(sum(numbers))")
      await expected.waitFor()
      assert.isFalse(await output.isVisible())
    })

    tell("never takes what is expected for a result", async ({ page }) => {
      const { button, edit, expected, label, says } = snippet(page, 0)
      await label.waitFor()
      await edit("print('mine')")
      await label.waitFor()
      await button("Run").click()
      await says(/^Finished/)
      assert.isFalse(await label.isVisible())
      await button("Reset").click()
      await label.waitFor()
      await expected.waitFor()
    })

    tell("sees no output after Reset where none is expected", async ({ page }) => {
      const { button, edit, label, output, says } = snippet(page, 1)
      await edit("print('mine')")
      await button("Run").click()
      await says(/^Finished/)
      await button("Reset").click()
      assert.isFalse(await output.isVisible())
      assert.isFalse(await label.isVisible())
    })

    tell("never has what a program prints taken for HTML", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 0)
      await edit(`print("<img src=x onerror=alert(1)><b>bold</b>")`)
      await button("Run").click()
      await says(/^Finished/)
      assert.strictEqual(await output.innerText(), "<img src=x onerror=alert(1)><b>bold</b>\n")
      assert.strictEqual(await output.locator("*").count(), 0)
    })

    tell("never sees an escape sequence, be it whole or split between two pieces of output", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 0)
      await edit(`import sys, time
def say(*pieces, to=sys.stdout):
    for piece in pieces:
        print(piece, end="", file=to, flush=True)
        time.sleep(0.2)
say("\\x1b[1;31mred\\x1b[0m, ", "\\x1b", "[3", "2mgreen\\x1b[", "m, ")
say("\\x1b[38:5:1", "me", to=sys.stderr)
say("\\x1b]0;title\\x07titled, \\x1b]8;;https://exam", "ple.org\\x1b", "\\\\link\\x1b]8;;\\x1b\\\\, ")
say("\\x1b(Bletters, \\x1b]never ended\\nthe end\\x1b[")`)
      await button("Run").click()
      await says(/^Finished/)
      assert.strictEqual(await output.innerText(), "red, green, etitled, link, letters, \nthe end")
    })

    tell("sees no box where a program prints nothing but escape sequences", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 0)
      await edit(`import sys\nprint("\\x1b[0m", end="")\nprint("\\x1b[0m", end="", file=sys.stderr)`)
      await button("Run").click()
      await says(/^Finished/)
      assert.isFalse(await output.isVisible())
    })

    tell("is not flooded by a program that prints without end", async ({ page }) => {
      const { button, edit, output, says } = snippet(page, 0)
      await edit("while True: print('x' * 100)")
      await button("Run").click()
      await says(/^Stopped, output limit, /)
      assert.isAtMost((await output.innerText()).length, 66_000)
    })

    tell("sees what the author expects where no server answers, and can try again", async ({ page }) => {
      const { button, expected, label, output, says } = snippet(page, 0)
      await page.route(/\/execute/, (route) => route.abort("failed"))
      await page.routeWebSocket(/\/ws$/, (socket) => void socket.close({ code: 1008 }))
      await button("Run").click()
      await says(/^No answer: .* This is the output that the author expects\.$/)
      await label.waitFor()
      await expected.waitFor()
      assert.isFalse(await output.isVisible())
      await page.unroute(/\/execute/)
      await button("Run").click()
      await says(/^Finished/)
      assert.strictEqual(await output.innerText(), "14\n")
    })

    tell("opens the program, as it was changed, in the playground", async ({ page }) => {
      const { edit, root } = snippet(page, 0)
      await edit("print('opened')")
      const [playground] = await Promise.all([
        page.context().waitForEvent("page"),
        root.getByRole("link", { name: "Open in playground" }).click()
      ])
      await playground.locator(".cm-content").getByText("print('opened')").waitFor()
    })

    tell("is offered no playground whose address would run in the page", async ({ page }) => {
      const linkOf = (playground: string) =>
        page.evaluate((address) => {
          const made = document.createElement("glissade-snippet")
          made.setAttribute("playground", address)
          made.append(document.createElement("pre"))
          document.body.append(made)
          const link = made.shadowRoot!.querySelector("a")!
          return { isOffered: !link.hidden, href: link.getAttribute("href") }
        }, playground)
      for (const address of ["javascript:alert(1)", " JavaScript:alert(1)", "data:text/html,x", "blob:x", "none"]) {
        assert.deepStrictEqual(await linkOf(address), { isOffered: false, href: null }, address)
      }
      for (const address of ["https://play.example/", "/play"]) {
        assert.deepStrictEqual(await linkOf(address), { isOffered: true, href: address })
      }
    })

    tell("finds every name, role and contrast as it should be", async ({ page }) => {
      for (const index of [0, 3]) {
        await snippet(page, index).button("Run").click()
        await snippet(page, index).says(index === 3 ? /^Failed/ : /^Finished/)
      }
      await snippet(page, 1).button("Edit").click()
      for (const colorScheme of ["light", "dark"] as const) {
        await page.emulateMedia({ colorScheme })
        assert.deepStrictEqual(await faults(page), [], colorScheme)
      }
    })
  })
})
