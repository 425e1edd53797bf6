import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import {
  allowClipboard,
  chooseLanguage,
  ended,
  live,
  paste,
  run,
  said,
  seen,
  status,
  stop,
  textOf,
  type
} from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const inputLine = (page: Page) => page.getByLabel("Input of the program")

const inputPanel = (page: Page) => page.locator(".inputs summary")

const choice = (page: Page) => page.getByLabel("Type more input while the program runs")

/** Chooses to type the input of programs while they run. */
const choosesTyping = async (page: Page) => {
  await live(page)
  await inputPanel(page).click()
  await choice(page).check()
  await inputPanel(page).click()
}

const waits = (page: Page) => status(page).getByText("Waiting for input").waitFor()

/** Runs a program, and waits until it asks for input. */
const asks = async (page: Page, code: string) => {
  await type(page, code)
  await run(page)
  await waits(page)
}

const answers = async (page: Page, text: string) => {
  await inputLine(page).fill(text)
  await page.keyboard.press("Enter")
}

const greeting = `name = input("Name? ")
print("Hello,", name)
age = int(input("Age? "))
print("Next year:", age + 1)`

export const typing: Stories = (test) => {
  test("answers a program where it asks, and is back in the editor afterwards", async (page) => {
    await choosesTyping(page)
    await type(page, greeting)
    await page.keyboard.press("ControlOrMeta+Enter")
    await waits(page)
    await said(page).getByText("The program waits for input.").waitFor()
    // The cursor is where the answer goes.
    await page.keyboard.type("Ada")
    await page.keyboard.press("Enter")
    await seen(page, "Hello, Ada")
    await waits(page)
    await page.keyboard.type("36")
    await page.keyboard.press("Enter")
    await ended(page, "Finished")
    assert.strictEqual((await textOf(page)).trimEnd(), "Name? Ada\nHello, Ada\nAge? 36\nNext year: 37")
    assert.strictEqual(await inputLine(page).count(), 0)
    await page.locator(".cm-content:focus").waitFor()
  })

  for (const [language, code] of [
    [
      "javascript",
      `const rl = require("readline").createInterface({ input: process.stdin, output: process.stdout })
rl.question("Name? ", (name) => { console.log("Hello, " + name); rl.close() })`
    ],
    ["lua", `io.write("Name? ") print("Hello, " .. io.read())`]
  ] as const) {
    test(`answers a program in ${language}`, async (page) => {
      await choosesTyping(page)
      await chooseLanguage(page, language)
      await asks(page, code)
      await answers(page, "Ada")
      await ended(page, "Finished")
      assert.strictEqual((await textOf(page)).trimEnd(), "Name? Ada\nHello, Ada")
    })
  }

  test("types ahead, pastes lines, and ends the input", async (page) => {
    await choosesTyping(page)
    await type(
      page,
      "import sys, time\ntime.sleep(0.5)\nfor line in sys.stdin: print(f'[{line.rstrip()}]')\nprint('end')"
    )
    await run(page)
    await inputLine(page).waitFor()
    await answers(page, "early")
    await seen(page, "[early]")
    await inputLine(page).focus()
    await allowClipboard(page)
    await paste(page, "one\r\ntwo\nthr")
    await seen(page, "[two]")
    await page.keyboard.type("ee")
    await page.keyboard.press("Enter")
    await seen(page, "[three]")
    await page.keyboard.press("Control+d")
    await ended(page, "Finished")
    await seen(page, "end")
  })

  test("ends the input by its button", async (page) => {
    await choosesTyping(page)
    await asks(page, "print(repr(open('/dev/stdin').read()))")
    await inputLine(page).fill("half a line")
    await page.getByRole("button", { name: "End input" }).click()
    await ended(page, "Finished")
    await seen(page, "'half a line'")
  })

  test("stops a program that waits", async (page) => {
    await choosesTyping(page)
    await asks(page, "input('stop me ')")
    await stop(page)
    await ended(page, "Stopped")
    assert.strictEqual(await inputLine(page).count(), 0)
  })

  test("goes on with a program that waits when the page is reloaded", async (page) => {
    await choosesTyping(page)
    await asks(page, greeting)
    await answers(page, "Ada")
    await seen(page, "Age?")
    await page.reload()
    await waits(page)
    await seen(page, "Hello, Ada")
    await answers(page, "36")
    await ended(page, "Finished")
    await seen(page, "Next year: 37")
  })

  test("gives what is in the panel first", async (page) => {
    await choosesTyping(page)
    await inputPanel(page).click()
    await page.getByLabel("Standard input").fill("Ada\n")
    await asks(page, greeting)
    await seen(page, "Hello, Ada")
    await answers(page, "36")
    await ended(page, "Finished")
  })

  test("is not asked where nobody chose it", async (page) => {
    await live(page)
    await type(page, "input()")
    await run(page)
    await ended(page, "Failed")
    assert.strictEqual(await inputLine(page).count(), 0)
  })

  test(
    "is told before the run where the server gives no input meanwhile",
    async (page, { url }) => {
      await page.goto(url)
      await live(page)
      await inputPanel(page).click()
      await page.getByText("Programs are given their input before they run here.").waitFor()
      assert.strictEqual(await choice(page).count(), 0)
      await type(page, "print(1)")
      await run(page)
      await ended(page, "Finished")
    },
    {
      opens: true,
      prepare: (page) =>
        page.route("**/runtimes", async (route) => {
          const response = await route.fetch()
          const { runtimes, ...rest } = (await response.json()) as { runtimes: ReadonlyArray<object> }
          const without = runtimes.map((runtime) => ({ ...runtime, interactive_input: undefined }))
          await route.fulfill({ response, json: { ...rest, runtimes: without } })
        })
    }
  )

  for (const width of [320, 1280]) {
    test(`can be used and read by assistive technology at ${width} pixels`, async (page) => {
      await page.setViewportSize({ width, height: 800 })
      await choosesTyping(page)
      await asks(page, greeting)
      assert.deepStrictEqual(await faults(page), [])
      assert.isAtMost(await page.evaluate(() => document.documentElement.scrollWidth), width)
      await answers(page, "Ada")
      await seen(page, "Hello, Ada")
    })
  }
}
