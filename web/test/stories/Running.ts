import { assert } from "@effect/vitest"
import {
  answersLater,
  chooseLanguage,
  choosesPlain,
  editorReady,
  ended,
  insertText,
  linesOf,
  live,
  output,
  printed,
  run,
  seen,
  status,
  stop,
  textOf,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const hello: ReadonlyArray<readonly [language: string, code: string]> = [
  ["python", "print(6 * 7)"],
  ["javascript", "console.log(6 * 7)"],
  ["typescript", "const answer: number = 6 * 7\nconsole.log(answer)"]
]

export const running: Stories = (test) => {
  test("runs Python, JavaScript and TypeScript, and sees what they print and how they ended", async (page) => {
    await live(page)
    for (const [language, code] of hello) {
      await chooseLanguage(page, language)
      await type(page, code)
      await run(page)
      await seen(page, "42")
      await ended(page, "Finished")
      assert.match(await status(page).innerText(), /exit code 0[\s\S]*ms[\s\S]*MiB/)
    }
  })

  test("sees output while the program still runs, and can stop it", async (page) => {
    await type(page, "import time\nprint('first', flush=True)\ntime.sleep(8)\nprint('last')")
    await run(page)
    await seen(page, "first")
    await status(page).getByText("Running").waitFor()
    await stop(page)
    await ended(page, "Stopped")
    assert.notInclude(await textOf(page), "last")
  })

  test("is told for how long it runs once that is over a second", async (page) => {
    await type(page, "import time\ntime.sleep(8)")
    await run(page)
    await status(page).getByText("1 s", { exact: true }).waitFor()
    await stop(page)
  })

  test("is told that it waits for a place when all are taken, and gets its turn", async (page) => {
    await live(page)
    await type(page, "print('my turn')")
    const others = [await page.context().newPage(), await page.context().newPage()]
    for (const other of others) {
      await other.goto(page.url())
      await type(other, "import time\nprint('taken', flush=True)\ntime.sleep(9)")
    }
    for (const other of others) {
      await other.bringToFront()
      await run(other)
      await seen(other, "taken")
    }
    await page.bringToFront()
    await run(page)
    await status(page)
      .getByText(/^In the queue …$/)
      .waitFor()
    for (const other of others) {
      await other.bringToFront()
      await stop(other)
    }
    await page.bringToFront()
    await seen(page, "my turn")
  })

  test(
    "sees a run go on after the page was reloaded",
    async (page) => {
      await type(
        page,
        "import time, uuid\nprint(uuid.uuid4())\nfor n in range(10):\n    print('line', n)\n    time.sleep(0.1)"
      )
      await run(page)
      await seen(page, "line 1")
      const [id] = await linesOf(page)
      await page.reload()
      await ended(page, "Finished")
      // The same run: another one would have another number.
      await printed(page, [id!, ...Array.from({ length: 10 }, (_, n) => `line ${n}`)])
    },
    // The worker may have found nobody there and forgotten the job, before the page asks for it.
    { complains: /status of 404/ }
  )

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
      await printed(
        tab,
        Array.from({ length: 5 }, (_, n) => `tab ${index} ${n}`)
      )
    }
  })

  test("has the input fields stay open while they are emptied, until the person closes them", async (page) => {
    await page.getByText("Input", { exact: true }).click()
    for (const name of ["Standard input", "Arguments"]) {
      const field = page.getByLabel(name)
      await field.click()
      await page.keyboard.type("a")
      await page.keyboard.press("Backspace")
      await page.keyboard.type("bc")
      assert.strictEqual(await field.inputValue(), "bc")
      await field.fill("")
    }
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Standard input").waitFor({ state: "hidden" })
  })

  test("runs from the input fields too, and Stop keeps the focus", async (page) => {
    await type(page, "import sys\nprint(sys.argv[1:], input())")
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Standard input").fill("in")
    await page.keyboard.press("ControlOrMeta+Enter")
    await seen(page, "[] in")
    await page.getByLabel("Arguments").fill("one")
    await page.keyboard.press("Enter")
    await seen(page, "['one'] in")
    await type(page, "while True: pass")
    await page.keyboard.press("ControlOrMeta+Enter")
    await ended(page, "Running")
    await page.getByRole("button", { name: "Stop" }).focus()
    await page.keyboard.press("Enter")
    await ended(page, "Stopped")
    await page.locator("button:focus", { hasText: "Stop" }).waitFor()
  })

  test("runs with Ctrl+Enter", async (page) => {
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
    { prepare: (page) => page.route("**/CodeEditor-*.js", () => {}) }
  )

  test(
    "goes on typing where the cursor was when the editor arrives",
    async (page) => {
      const plain = page.locator("textarea.plain-editor")
      await plain.fill("print('ab')")
      await plain.press("End")
      for (let step = 0; step < 3; step++) await plain.press("ArrowLeft")
      await page.evaluate("releaseEditor()")
      await editorReady(page)
      await page.keyboard.type("X")
      await page.keyboard.press("ControlOrMeta+Enter")
      await seen(page, "aXb")
    },
    { prepare: (page) => answersLater(page, "**/CodeEditor-*.js", "releaseEditor") }
  )

  test("gives a program input and arguments", async (page) => {
    await type(page, "import sys\nprint(sys.argv[1:], input())")
    await page.getByText("Input", { exact: true }).click()
    await page.getByLabel("Arguments").fill('one "two three"')
    await page.getByLabel("Standard input").fill("typed")
    await run(page)
    await seen(page, "['one', 'two three'] typed")
  })

  test("sees standard error apart, and the line of the error marked", async (page) => {
    await type(page, "import sys\nprint('out')\nprint('err', file=sys.stderr)\n1 / 0")
    await run(page)
    await ended(page, "Failed")
    assert.include(await output(page).locator('[data-stream="stderr"]').first().innerText(), "err")
    assert.include(await textOf(page), "ZeroDivisionError: division by zero")
    assert.strictEqual(await page.locator(".error-line").innerText(), "1 / 0")
  })

  test("comes to the line of the error with a click", async (page) => {
    await type(page, `print('first')\n${"#\n".repeat(200)}1 / 0\n${"#\n".repeat(50)}`)
    await page.keyboard.press("ControlOrMeta+Home")
    await run(page)
    await page.getByRole("button", { name: "line 202", exact: true }).click()
    await page.locator(".error-line").getByText("1 / 0").waitFor()
    await page.keyboard.type("print('here')\n")
    await run(page)
    await seen(page, "here")
  })

  test("comes to the line of the error in the plain editor too", async (page) => {
    await editorReady(page)
    await choosesPlain(page, true)
    await page.getByRole("textbox", { name: "Program" }).fill("first = 1\n1 / 0\nlast = 3")
    await run(page)
    await page.getByRole("button", { name: "line 2", exact: true }).click()
    await insertText(page, "print('mended')")
    await run(page)
    await seen(page, "mended")
  })
}
