import { assert, describe, it } from "@effect/vitest"
import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Scope } from "effect/Scope"
import type { Page } from "playwright-core"
import { fileURLToPath } from "node:url"
import { layerServer, TestServer } from "../../packages/server/test/TestServer.ts"
import * as BrowserModule from "./Browser.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

const environment = Layer.merge(layerServer(EngineSandbox.layer(), { pageFolder }), BrowserModule.layer)

const output = (page: Page) => page.locator("pre.output")
const status = (page: Page) => page.getByRole("status")

/** Types a program over whatever is in the editor. */
const type = async (page: Page, code: string) => {
  const editor = page.locator(".cm-content")
  await editor.click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.insertText(code)
}

const chooseLanguage = (page: Page, language: string) => page.getByLabel("Language").selectOption(language)

const run = (page: Page) => page.getByRole("button", { name: "Run" }).click()

const textOf = (page: Page) => output(page).innerText()

const linesOf = async (page: Page) => (await textOf(page)).trimEnd().split("\n")

const seen = async (page: Page, text: string) => {
  await output(page).getByText(text).first().waitFor({ timeout: 10_000 })
}

const ended = async (page: Page, words: string) => {
  await status(page).getByText(words).waitFor({ timeout: 15_000 })
}

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a person at the page", () => {
  const test = (
    title: string,
    story: (page: Page) => Promise<void>,
    prepare?: (page: Page) => Promise<unknown>,
    complains = false
  ) =>
    it.live(
      title,
      () =>
        Effect.gen(function* () {
          const { url } = yield* TestServer
          const { complaints, page } = yield* BrowserModule.openPage(url, prepare)
          yield* Effect.promise(() => story(page))
          if (!complains) assert.deepStrictEqual(complaints, [])
        }).pipe(Effect.scoped, Effect.provide(environment)) as Effect.Effect<void, unknown, Scope>,
      60_000
    )

  test("runs Python, JavaScript and TypeScript, and sees what they print and how they ended", async (page) => {
    await page.getByText("Live").waitFor()
    for (const [language, code] of [
      ["python", "print(6 * 7)"],
      ["javascript", "console.log(6 * 7)"],
      ["typescript", "const answer: number = 6 * 7\nconsole.log(answer)"]
    ] as const) {
      await chooseLanguage(page, language)
      await type(page, code)
      await run(page)
      await seen(page, "42")
      await ended(page, "Finished")
      assert.match(await status(page).innerText(), /exit code 0[\s\S]*ms[\s\S]*MiB/)
    }
  })

  test("sees output while the program still runs, and can stop it", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "import time\nprint('first', flush=True)\ntime.sleep(8)\nprint('last')")
    await run(page)
    await seen(page, "first")
    await page.getByText("Running").waitFor()
    await page.getByRole("button", { name: "Stop" }).click()
    await ended(page, "Stopped")
    assert.notInclude(await textOf(page), "last")
  })

  test("sees a run go on after the page was reloaded", async (page) => {
    await type(page, "import time\nfor n in range(10):\n    print('line', n)\n    time.sleep(0.2)")
    await run(page)
    await seen(page, "line 1")
    await page.reload()
    await ended(page, "Finished")
    assert.deepStrictEqual(
      await linesOf(page),
      Array.from({ length: 10 }, (_, n) => `line ${n}`)
    )
  })

  test("runs in two tabs without one disturbing the other", async (page) => {
    const other = await page.context().newPage()
    await other.goto(page.url())
    await Promise.all(
      [page, other].map(async (tab, index) => {
        await type(tab, `import time\nfor n in range(5):\n    print('tab', ${index}, n)\n    time.sleep(0.1)`)
        await run(tab)
        await ended(tab, "Finished")
      })
    )
    for (const [index, tab] of [page, other].entries()) {
      assert.deepStrictEqual(
        await linesOf(tab),
        Array.from({ length: 5 }, (_, n) => `tab ${index} ${n}`)
      )
    }
  })

  test("runs with Ctrl+Enter, from the full editor and from the plain one before it", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "print('by key')")
    await page.keyboard.press("ControlOrMeta+Enter")
    await seen(page, "by key")
  })

  test(
    "can type and run before the editor has arrived",
    async (page) => {
      const plain = page.locator("textarea.plain-editor")
      await plain.fill("print('plain')")
      await plain.press("ControlOrMeta+Enter")
      await seen(page, "plain")
    },
    (page) => page.route("**/CodeEditor-*.js", () => {})
  )

  test("sees standard error apart, and the line of the error marked", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "import sys\nprint('out')\nprint('err', file=sys.stderr)\n1 / 0")
    await run(page)
    await ended(page, "Failed")
    assert.include(await page.locator('[data-stream="stderr"]').first().innerText(), "err")
    assert.include(await textOf(page), "ZeroDivisionError: division by zero")
    assert.strictEqual(await page.locator(".error-line").innerText(), "1 / 0")
  })

  test("gives a program input and arguments", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "import sys\nprint(sys.argv[1:], input())")
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill('one "two three"')
    await page.getByLabel("Standard input").fill("typed")
    await run(page)
    await seen(page, "['one', 'two three'] typed")
  })

  test("finds the draft again after a reload, each language's own", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "print('kept')")
    await chooseLanguage(page, "javascript")
    await chooseLanguage(page, "python")
    await page.reload()
    await page.locator(".cm-content").waitFor()
    assert.include(await page.locator(".cm-content").innerText(), "print('kept')")
  })

  test("never has what a program prints taken for HTML", async (page) => {
    await page.locator(".cm-content").waitFor()
    await type(page, "print('<img src=x onerror=alert(1)><script>alert(1)</script>')")
    await run(page)
    await ended(page, "Finished")
    assert.strictEqual(await output(page).locator("img, script").count(), 0)
    assert.include(await textOf(page), "<script>")
  })

  test(
    "gets an answer over HTTP where WebSockets are blocked, and is told so",
    async (page) => {
      await page.locator(".cm-content").waitFor()
      await type(page, "print('no socket')")
      await run(page)
      await seen(page, "no socket")
      await status(page).getByText("over HTTP").waitFor()
    },
    (page) =>
      page.addInitScript(() => {
        globalThis.WebSocket = class {
          constructor() {
            throw new Error("blocked")
          }
        } as never
      })
  )

  test(
    "is told what to do when the server cannot be reached",
    async (page) => {
      await page.locator(".cm-content").waitFor()
      await page.route("**/execute*", (route) => route.abort())
      await page.route("**/execute/async", (route) => route.abort())
      await run(page)
      await ended(page, "cannot be reached")
    },
    undefined,
    true
  )
})
