/** Takes the pictures of the documentation from a running page. `CHROMIUM` names the browser. */
import { chromium } from "playwright-core"
import { fileURLToPath } from "node:url"
import { ServerProcess } from "../bench/ServerProcess.ts"
import { launchOptions } from "../web/test/Browser.ts"

const folder = fileURLToPath(new URL("../docs/", import.meta.url))

const program = `import sys
import time

for n in range(1, 6):
    print(f"{n} squared is {n * n}")
    time.sleep(0.05)

print("a warning", file=sys.stderr)
print(sum(range(10)) / 0)
`

const server = await ServerProcess.start(8791)
const browser = await chromium.launch(launchOptions)

const take = async (
  name: string,
  options: { readonly colorScheme: "light" | "dark"; readonly width: number; readonly height: number }
) => {
  const { colorScheme, height, width } = options
  const page = await browser.newPage({ colorScheme, viewport: { width, height } })
  await page.goto(server.url)
  await page.locator(".cm-content").click()
  await page.keyboard.press("ControlOrMeta+a")
  await page.keyboard.insertText(program)
  await page.getByText("Live").waitFor()
  await page.getByRole("button", { name: "Run" }).click()
  await page.getByText("Failed").waitFor()
  await page.screenshot({ path: `${folder}${name}.png` })
  await page.close()
}

await take("page", { colorScheme: "light", width: 1100, height: 560 })
await take("page-dark", { colorScheme: "dark", width: 1100, height: 560 })
await take("page-phone", { colorScheme: "light", width: 390, height: 780 })
await browser.close()
await server.stop()
