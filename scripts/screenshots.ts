/** Takes the screenshots for the documentation from a running page. `CHROMIUM` names the browser. */
import type { Page } from "playwright-core"
import { chromium } from "playwright-core"
import { fileURLToPath } from "node:url"
import { ServerProcess } from "../packages/test-kit/src/ServerProcess.ts"
import { launchOptions } from "../packages/test-kit/src/Browser.ts"
import { editorReady, ended, live, run, type } from "../packages/test-kit/src/Person.ts"

const folder = fileURLToPath(new URL("../docs/", import.meta.url))

const squares = `import sys
import time

for n in range(1, 6):
    print(f"{n} squared is {n * n}")
    time.sleep(0.05)

print("a warning", file=sys.stderr)
`

interface Shot {
  readonly name: string
  readonly colorScheme: "light" | "dark"
  readonly width: number
  readonly height: number
  readonly story: (page: Page) => Promise<void>
}

const runProgram = async (page: Page, code: string, words = "Finished") => {
  await type(page, code)
  await run(page)
  await ended(page, words)
  await page.locator("h1").click()
}

const runExample = async (page: Page, title: string) => {
  await page.getByLabel("Examples").selectOption({ label: title })
  await run(page)
  await ended(page, "Finished")
}

const shots: ReadonlyArray<Shot> = [
  {
    name: "page",
    colorScheme: "light",
    width: 1100,
    height: 600,
    story: (page) => runProgram(page, `${squares}print(sum(range(10)) / 0)\n`, "Failed")
  },
  {
    name: "page-dark",
    colorScheme: "dark",
    width: 1100,
    height: 600,
    story: (page) => runExample(page, "Colours")
  },
  {
    name: "page-picture",
    colorScheme: "light",
    width: 1100,
    height: 600,
    story: async (page) => {
      await runExample(page, "A picture")
      await page.getByRole("img", { name: "sine.svg" }).waitFor()
    }
  },
  {
    name: "page-history",
    colorScheme: "dark",
    width: 1100,
    height: 600,
    story: async (page) => {
      await runProgram(page, squares)
      await runProgram(page, squares.replace("n * n", "n ** 2").replace("range(1, 6)", "range(1, 5)"))
      await page.getByRole("button", { name: "History" }).click()
      await page.getByRole("listitem").nth(1).getByRole("button", { name: "Compare" }).click()
    }
  },
  {
    name: "page-phone",
    colorScheme: "light",
    width: 390,
    height: 780,
    story: (page) => runProgram(page, squares)
  }
]

const server = await ServerProcess.start(8791)
const browser = await chromium.launch(launchOptions)

for (const { colorScheme, height, name, story, width } of shots) {
  const isPhone = width < 500
  const context = await browser.newContext({
    colorScheme,
    viewport: { width, height },
    locale: "en-GB",
    hasTouch: isPhone,
    isMobile: isPhone
  })
  const page = await context.newPage()
  await page.goto(server.url)
  await editorReady(page)
  await live(page)
  await story(page)
  await page.screenshot({ path: `${folder}${name}.png` })
  await context.close()
}

await browser.close()
await server.stop()
