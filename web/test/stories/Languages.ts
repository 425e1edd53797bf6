import { assert } from "@effect/vitest"
import type { Page } from "playwright-core"
import { chooseLanguage, editorReady, ended, run, seen } from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const optionsOf = (page: Page, label: string) => page.getByLabel(label).locator("option")

const languagesOffered = async (page: Page) =>
  (await optionsOf(page, "Language").allInnerTexts()).map((text) => text.replace(/ .*/, ""))

interface Runtimes {
  readonly runtimes: ReadonlyArray<{ readonly language: string }>
}

/** Changes what the server answers to `/runtimes`. */
const changeRuntimes = (page: Page, change: (body: Runtimes) => object) =>
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

export const languages: Stories = (test) => {
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
