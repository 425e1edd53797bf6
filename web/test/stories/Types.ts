import { assert } from "@effect/vitest"
import { faults } from "@glissade/test-kit/Axe"
import { addFile, chooseLanguage, output, run, runs, textOf, type } from "@glissade/test-kit/Person"
import { keepSent, sentBy } from "@glissade/test-kit/Sent"
import type { Page } from "playwright-core"
import type { Stories } from "../Story.ts"

const errors = (page: Page) => page.getByRole("region", { name: /^TypeScript: / })

/** The process that checks starts with the first program, for which a result waits no longer than a second. */
const untilChecked = async (page: Page) => {
  for (;;) {
    await runs(page, "const first: number = ''")
    await output(page).waitFor()
    if ((await errors(page).count()) > 0) return
  }
}

export const types: Stories = (test) => {
  test("sees the errors of TypeScript's types below what the program printed, and goes to each", async (page) => {
    await chooseLanguage(page, "typescript")
    await untilChecked(page)
    await addFile(page, "shapes.ts")
    await type(page, "export interface Shape { size: number }\n\nexport const one: Shape = { sise: 1 }")
    await page.getByRole("button", { name: "main.ts", exact: true }).click()
    await type(page, 'import { one } from "./shapes"\nconst size: string = one.size\nconsole.log(typeof size)')
    await run(page)
    await errors(page).getByRole("heading", { name: "TypeScript: 2 errors" }).waitFor()
    assert.strictEqual((await textOf(page)).trim(), "undefined")
    assert.deepStrictEqual(await faults(page), [])
    await errors(page).getByText("Type 'number' is not assignable to type 'string'.").waitFor()
    await errors(page).getByRole("button", { name: "shapes.ts:3:29" }).click()
    await page.locator('.tab[aria-current="true"]', { hasText: "shapes.ts" }).waitFor()
    await page.keyboard.type("/*here*/")
    await page.locator(".cm-activeLine", { hasText: "= { /*here*/sise: 1 }" }).waitFor()
    await errors(page).getByRole("button", { name: "main.ts:2:7" }).click()
    await page.locator(".cm-activeLine", { hasText: "const size" }).waitFor()
    await runs(page, "console.log('right')")
    await errors(page).getByRole("heading", { name: "TypeScript: 1 error" }).waitFor()
    await chooseLanguage(page, "javascript")
    await runs(page, "console.log('right')")
    assert.strictEqual(await errors(page).count(), 0)
  })

  test(
    "asks for a check where the server checks, and nowhere else",
    async (page) => {
      await runs(page, "print(1)")
      await chooseLanguage(page, "typescript")
      await runs(page, "console.log(1)")
      assert.deepStrictEqual(
        (await sentBy(page)).bodies.map((body) => (JSON.parse(body) as { readonly check?: boolean }).check),
        [undefined, true]
      )
    },
    { prepare: keepSent }
  )
}
