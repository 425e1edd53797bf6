import { assert } from "@effect/vitest"
import { addFile, chooseLanguage, choosesPlain, insertText, linesInEditor, type } from "@glissade/test-kit/Person"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const button = (page: Page) => page.getByRole("button", { name: "Format", exact: true })

const told = (page: Page, words: string) => page.locator(".notice-bar").getByText(words).waitFor()

/** What each language is given, and what its formatter makes of it. */
const programs = [
  ["python", "main.py", "def f( a ):\n  return  {'a':a}", ["def f(a):", '    return {"a": a}', ""]],
  ["javascript", "main.js", "const f=a=>{return a}", ["const f = (a) => {", "  return a;", "};", ""]],
  ["typescript", "main.ts", "enum A{B}\nlet x:A=A.B", ["enum A {", "  B,", "}", "let x: A = A.B;", ""]],
  ["sql", "main.sql", "select a,b from t;", ["select", "  a,", "  b", "from", "  t;", ""]]
] satisfies ReadonlyArray<readonly [string, string, string, Array<string>]>

const wrong = [
  ["python", "main.py", "x = 1\ny = 'é'\ndef f(:\n  pass", "Line 3: Expected a parameter"],
  ["javascript", "main.js", "let a = 1\nlet b = (", "Line 2: Unexpected token"],
  ["sql", "main.sql", "select 1;\nselect (((", "Line 2: Parse error"]
] as const

export const formatting: Stories = (test) => {
  for (const [language, name, before, after] of programs) {
    test(`formats ${language} by a click, which one step takes back`, async (page) => {
      const requested: Array<string> = []
      page.on("request", (request) => requested.push(new URL(request.url()).pathname))
      await chooseLanguage(page, language)
      await type(page, before)
      assert.isFalse(requested.some((path) => /Format-|\.wasm/.test(path)))
      await button(page).click()
      await told(page, `${name} is formatted.`)
      assert.deepStrictEqual(await linesInEditor(page), after)
      await page.locator(".cm-content").focus()
      await page.keyboard.press("ControlOrMeta+z")
      assert.deepStrictEqual(await linesInEditor(page), before.split("\n"))
    })
  }

  for (const [language, name, program, words] of wrong) {
    test(`is told in words, with the line, why ${language} is not formatted`, async (page) => {
      await chooseLanguage(page, language)
      await type(page, program)
      await page.keyboard.press("Shift+Alt+f")
      await told(page, `${name} was not formatted. ${words}`)
      assert.deepStrictEqual(await linesInEditor(page), program.split("\n"))
    })
  }

  test("has the cursor where it was, and goes on typing there", async (page) => {
    await type(page, "x = [1,2,\n3]\nprint( x )")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Shift+Alt+f")
    await told(page, "main.py is formatted.")
    await page.keyboard.type("[0]")
    assert.deepStrictEqual(await linesInEditor(page), ["x = [1, 2, 3]", "print(x[0])", ""])
    await page.keyboard.press("Shift+Alt+f")
    await told(page, "main.py is formatted already.")
  })

  test("indents as wide as the settings say", async (page) => {
    await page.getByRole("button", { name: "Settings" }).click()
    await page.getByLabel("Width of a tab").selectOption("8")
    await page.keyboard.press("Escape")
    await type(page, "if 1:\n  pass")
    await button(page).click()
    await told(page, "main.py is formatted.")
    assert.deepStrictEqual(await linesInEditor(page), ["if 1:", "        pass", ""])
  })

  test("formats a file by its own language, and offers it for no other", async (page) => {
    await addFile(page, "data.json")
    await page.locator(".cm-content").click()
    await insertText(page, '{"a":[1,2]}')
    await button(page).click()
    await told(page, "data.json is formatted.")
    assert.deepStrictEqual(await linesInEditor(page), ['{ "a": [1, 2] }', ""])
    await addFile(page, "notes.txt")
    await button(page).waitFor({ state: "detached" })
    await page.locator(".cm-content").click()
    await page.keyboard.press("Shift+Alt+f")
    await told(page, "There is no formatter for notes.txt.")
  })

  test("formats in the plain editor, and the browser takes it back", async (page) => {
    await type(page, "x=1")
    await choosesPlain(page, true)
    const field = page.locator("textarea.plain-editor")
    await field.focus()
    await page.keyboard.press("Shift+Alt+f")
    await told(page, "main.py is formatted.")
    assert.strictEqual(await field.inputValue(), "x = 1\n")
    await page.keyboard.press("ControlOrMeta+z")
    assert.strictEqual(await field.inputValue(), "x=1")
  })

  test(
    "is told when the formatter cannot be loaded",
    async (page) => {
      await page.route("**/PythonFormat-*", (route) => route.abort())
      await type(page, "x=1")
      await button(page).click()
      await told(page, "A part of the page could not be loaded.")
      assert.deepStrictEqual(await linesInEditor(page), ["x=1"])
    },
    { complains: true }
  )

  test("ends a formatter that does not come to an end", async (page) => {
    await page.clock.install()
    await page.reload()
    await page.route("**/SqlFormat-*", (route) => route.fulfill({ contentType: "text/javascript", body: "for (;;);" }))
    await chooseLanguage(page, "sql")
    await type(page, "select 1")
    const [worker] = await Promise.all([page.waitForEvent("worker"), button(page).click()])
    const ended = worker.waitForEvent("close")
    await page.clock.fastForward(21_000)
    await told(page, "main.sql was not formatted: it took longer than 20 seconds.")
    await ended
  })
}
