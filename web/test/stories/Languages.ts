import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import {
  allowClipboard,
  chooseLanguage,
  editorReady,
  ended,
  onClipboard,
  run,
  said,
  seen,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const optionsOf = (page: Page, label: string) => page.getByLabel(label).locator("option")

const languagesOffered = async (page: Page) =>
  (await optionsOf(page, "Language").allInnerTexts()).map((text) => text.replace(/ .*/, ""))

interface Runtimes {
  readonly runtimes: ReadonlyArray<{ readonly language: string }>
}

/** Changes what the server answers to `/runtimes`. */
export const changeRuntimes = (page: Page, change: (body: Runtimes) => object) =>
  page.route("**/runtimes", async (route) => {
    try {
      const response = await route.fetch()
      await route.fulfill({ json: change((await response.json()) as Runtimes) })
    } catch {
      // The page was closed meanwhile.
    }
  })

/** Makes the server answer that it has these languages alone. */
const only = (languages: ReadonlyArray<string>) => (page: Page) =>
  changeRuntimes(page, (body) => ({
    ...body,
    runtimes: body.runtimes.filter(({ language }) => languages.includes(language))
  }))

/** Makes the server have a language that the page knows nothing of. */
const withAnother = async (page: Page) => {
  const own = {
    language: "mine",
    version: "7",
    engine: "mine 7",
    main_file: "main.mine",
    name: "My Language",
    extensions: ["mine"],
    grammar: "python"
  }
  await changeRuntimes(page, (body) => ({ ...body, runtimes: [...body.runtimes, own] }))
  await page.route("**/runtimes/mine/examples", (route) =>
    route.fulfill({ json: { language: "mine", examples: [{ title: "Hello", code: "def mine(): pass" }] } })
  )
}

/** Makes the server run these languages natively, and notes what programs it is asked to run. */
export const withNative = async (page: Page) => {
  const native = [
    {
      language: "python",
      version: "3.11.2",
      engine: "CPython 3.11.2",
      main_file: "main.py",
      name: "Python",
      extensions: ["py"]
    },
    { language: "lua", version: "5.4.4", engine: "lua 5.4.4", main_file: "main.lua", name: "Lua", extensions: ["lua"] },
    {
      language: "c",
      version: "12.2.0",
      engine: "gcc 12.2.0",
      main_file: "main.c",
      name: "C",
      extensions: ["c"],
      grammar: "c",
      compiled: true
    }
  ]
  await changeRuntimes(page, (body) => ({ ...body, native_runtimes: native, native_isolation: "runsc" }))
  await page.route("**/runtimes/c/examples", (route) =>
    route.fulfill({ json: { language: "c", examples: [{ title: "Example", code: "int main(void) {}" }] } })
  )
  const asked: Array<{
    readonly language?: string
    readonly runtime?: string
    readonly compile_output?: boolean
    readonly code: string
  }> = []
  const cut = { stdout: false, stderr: false }
  const warned = { stdout: "", stderr: "main.c: a warning\n", truncated: cut, duration_ms: 1_234 }
  await page.route(/\/execute(?:\/async)?$/, (route) => {
    asked.push(route.request().postDataJSON())
    const { language } = asked.at(-1)!
    return route.fulfill({
      json: {
        status: "success",
        exit_code: 0,
        stdout: `${asked.length} in ${language}\n`,
        stderr: "",
        truncated: { stdout: false, stderr: false },
        duration_ms: 2_500,
        memory_bytes: 1,
        language,
        version: "1",
        ...(asked.at(-1)!.compile_output && { compile: { ...warned, exit_code: 0 } })
      }
    })
  })
  return asked
}

export const languages: Stories = (test) => {
  test(
    "is offered native languages, runs programs in them, and is told after a long run that there is a faster one",
    async (page) => {
      await page.routeWebSocket(/\/ws/, (socket) => socket.close())
      const asked = await withNative(page)
      await page.reload()
      await editorReady(page)
      await page
        .getByLabel("Language")
        .locator("option", { hasText: "Lua, native 5.4.4" })
        .waitFor({ state: "attached" })
      await chooseLanguage(page, "c")
      await page.locator(".cm-content", { hasText: "int main" }).waitFor()
      // Its grammar is loaded when it is chosen.
      await page.locator(".cm-line span", { hasText: /^int$/ }).waitFor()
      await run(page)
      // What its compiler wrote comes before what it printed, with how long that took beside it.
      await seen(page, "main.c: a warning\n1 in c")
      await page.locator(".compiled", { hasText: "Compiled in 1.23 s." }).waitFor()
      assert.strictEqual(await page.locator(".faster").count(), 0)
      assert.isTrue(asked[0]?.compile_output)
      await chooseLanguage(page, "lua")
      await type(page, "print(1)")
      await run(page)
      await seen(page, "2 in lua")
      await page.locator(".faster", { hasText: "faster in Lua, native." }).getByRole("button").click()
      await page.locator(".cm-content:focus").waitFor()
      await seen(page, "3 in lua")
      assert.strictEqual(await page.getByLabel("Language").inputValue(), "lua:native")
      assert.strictEqual(await page.locator(".faster").count(), 0)
      assert.deepStrictEqual(
        asked.map(({ code, language, runtime }) => [language, runtime, code]),
        [
          ["c", undefined, "int main(void) {}"],
          ["lua", undefined, "print(1)"],
          ["lua", "native", "print(1)"]
        ]
      )
    },
    { complains: true }
  )

  test("is offered native languages once they are there, in a page that was opened before", async (page) => {
    let isThere = false
    const native = {
      native_runtimes: [
        { language: "c", version: "12", engine: "GCC 12", main_file: "main.c", name: "C", extensions: ["c"] }
      ]
    }
    await changeRuntimes(page, (body) => ({ ...body, ...(isThere ? native : { native_starting: true }) }))
    await page.reload()
    await editorReady(page)
    const c = page.getByLabel("Language").locator("option", { hasText: "C 12" })
    await page.getByLabel("Language").locator("option", { hasText: "Python 3" }).waitFor({ state: "attached" })
    assert.strictEqual(await c.count(), 0)
    isThere = true
    await c.waitFor({ state: "attached" })
  })

  test(
    "copies a link to a program of a native language, which opens as one",
    async (page) => {
      await withNative(page)
      await page.reload()
      await editorReady(page)
      await page.getByLabel("Language").selectOption("lua:native")
      await type(page, "print('from a link')")
      await page.getByRole("button", { name: "Share" }).click()
      await said(page).getByText("on the clipboard").waitFor()
      const link = await onClipboard(page)
      const other = await page.context().newPage()
      await withNative(other)
      await other.goto(link)
      await other.locator(".cm-content").getByText("from a link").waitFor()
      assert.strictEqual(await other.getByLabel("Language").inputValue(), "lua:native")
      // On a server that runs nothing natively it is a program all the same.
      const elsewhere = await page.context().browser()!.newContext()
      try {
        const third = await elsewhere.newPage()
        await third.goto(link)
        await third.locator(".cm-content").getByText("from a link").waitFor()
        assert.strictEqual(await third.getByLabel("Language").inputValue(), "lua")
      } finally {
        await elsewhere.close()
      }
    },
    { prepare: allowClipboard }
  )

  test("finds a first program in each language that the server has, and it runs", async (page) => {
    await editorReady(page)
    await page.getByLabel("Language").locator("option", { hasText: "Lua 5" }).waitFor({ state: "attached" })
    for (const [language, printed] of [
      ["typescript", "Jupiter"],
      ["lua", "5 squared is 25"],
      ["sql", "Saturn"]
    ] as const) {
      await chooseLanguage(page, language)
      await run(page)
      await seen(page, printed)
      await ended(page, "Finished")
    }
    assert.match(
      (await optionsOf(page, "Language").allInnerTexts()).join("\n"),
      /Python 3\.\d+[\s\S]*Lua 5\.\d[\s\S]*SQL \(SQLite \d/
    )
  })

  test("can run every example of every language, and each does what its title says", async (page) => {
    await editorReady(page)
    await page.getByLabel("Language").locator("option", { hasText: "Lua 5" }).waitFor({ state: "attached" })
    const ids = await optionsOf(page, "Language").evaluateAll((options) =>
      options.map((option) => (option as HTMLOptionElement).value)
    )
    for (const id of ids) {
      await chooseLanguage(page, id)
      const titles = (await optionsOf(page, "Examples").allInnerTexts()).slice(1)
      assert.include(titles, "An error")
      for (const title of titles) {
        await page.getByLabel("Examples").selectOption({ label: title })
        await run(page)
        await ended(page, title === "An error" ? "Failed" : "Finished")
        if (title === "A picture") await page.getByRole("img").first().waitFor()
      }
    }
  })

  test(
    "sees keywords of SQL, Lua and Ruby in colour",
    async (page) => {
      await editorReady(page)
      for (const [language, keyword] of [
        ["sql", "create"],
        ["lua", "local"],
        ["ruby", "do"]
      ] as const) {
        if ((await page.getByLabel("Language").locator(`option[value=${language}]`).count()) === 0) continue
        await chooseLanguage(page, language)
        await page.locator(".cm-line span[class]").getByText(keyword, { exact: true }).first().waitFor()
      }
    },
    { prepare: only(["python", "lua", "sql", "ruby"]) }
  )

  test(
    "is offered the languages that the server has, and no other",
    async (page) => {
      await page.getByLabel("Language").locator("option", { hasText: "SQLite" }).waitFor({ state: "attached" })
      assert.deepStrictEqual(await languagesOffered(page), ["Python", "SQL"])
    },
    { prepare: only(["python", "sql"]) }
  )

  test(
    "is offered the first three languages where the server does not say which it has",
    async (page) => {
      await editorReady(page)
      assert.deepStrictEqual(await languagesOffered(page), ["Python", "JavaScript", "TypeScript"])
    },
    { prepare: (page) => page.route("**/runtimes", (route) => route.abort()), complains: /ERR_FAILED/ }
  )

  test(
    "begins with a language that the server has",
    async (page) => {
      await page.getByText("main.sql").waitFor()
      assert.deepStrictEqual(await languagesOffered(page), ["SQL"])
      await run(page)
      await ended(page, "Finished")
    },
    { prepare: only(["sql"]) }
  )

  test(
    "opens a link to a program in a language that only the server has",
    async (page) => {
      await editorReady(page)
      const option = page.getByLabel("Language").locator("option[value=mine]")
      await option.waitFor({ state: "attached" })
      await chooseLanguage(page, "mine")
      await page.locator(".cm-content").getByText("def mine").waitFor()
      await page.getByRole("button", { name: "Share" }).click()
      await page.getByText("The link to this program").first().waitFor()
      const other = await page.context().newPage()
      await withAnother(other)
      await other.goto(page.url())
      await other.getByText("main.mine").waitFor()
      await other.locator(".cm-content").getByText("def mine").waitFor()
      await other.close()
    },
    { prepare: withAnother }
  )

  test("chooses an example, and its input comes with it", async (page) => {
    await editorReady(page)
    await page.getByLabel("Examples").selectOption({ label: "Read stdin" })
    await page.locator(".cm-content").getByText("sys.stdin.read()").waitFor()
    assert.strictEqual(await page.getByLabel("Standard input").inputValue(), "to be or not to be")
    await run(page)
    await seen(page, "2 be")
    await ended(page, "Finished")
  })

  test(
    "is offered a language that the page was built without, with its example, its main file and its colours",
    async (page) => {
      await editorReady(page)
      const option = page.getByLabel("Language").locator("option[value=mine]")
      await option.waitFor({ state: "attached" })
      assert.strictEqual(await option.innerText(), "My Language 7")
      await chooseLanguage(page, "mine")
      await page.getByText("main.mine").waitFor()
      // The example is asked for when the language is chosen.
      await page.locator(".cm-content", { hasText: "def mine" }).waitFor()
      await page.locator(".cm-line span[class]").getByText("def", { exact: true }).first().waitFor()
      await page.reload()
      await editorReady(page)
      await page.getByText("main.mine").waitFor()
    },
    { prepare: withAnother }
  )
}
