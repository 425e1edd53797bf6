import { assert } from "@effect/vitest"
import {
  addFile,
  chooseLanguage,
  ended,
  output as outputOf,
  run,
  runs,
  status,
  textOf,
  type
} from "@glissade/test-kit/Person"
import type { Stories } from "../Story.ts"

const picture = (name: string, content: string) =>
  `import os\nos.makedirs("out", exist_ok=True)\nopen("out/${name}", "w").write(${JSON.stringify(content)})\n`

export const output: Stories = (test) => {
  test("never has what a program prints taken for HTML", async (page) => {
    await type(page, "print('<img src=x onerror=alert(1)><script>alert(1)</script>')")
    await run(page)
    await ended(page, "Finished")
    assert.strictEqual(await outputOf(page).locator("img, script").count(), 0)
    assert.include(await textOf(page), "<script>")
  })

  test("sees the colours and styles of ANSI sequences, and none of the sequences", async (page) => {
    await runs(
      page,
      [
        "import sys, time",
        "print('plain \\033[31mred\\033[0m \\033[1;4mstrong\\033[0m \\033[38;5;208morange\\033[0m')",
        "print('\\033[?25lmoved \\033]0;title\\007named')",
        // A sequence that comes in two pieces, and a colour that lasts over both.
        "print('\\033[32mgreen', end='\\033', flush=True)",
        "time.sleep(0.2)",
        "print('[1m still green', flush=True)",
        "print('\\033[35merr\\033[0m', file=sys.stderr)"
      ].join("\n")
    )
    await outputOf(page).locator(".fg-green", { hasText: "still green" }).waitFor()
    assert.strictEqual(await outputOf(page).locator(".fg-red").innerText(), "red")
    assert.strictEqual(await outputOf(page).locator(".ansi-bold.ansi-underline").innerText(), "strong")
    assert.strictEqual(await outputOf(page).locator(".fg-any").innerText(), "orange")
    assert.strictEqual(await outputOf(page).locator("[data-stream=stderr].fg-magenta").innerText(), "err")
    assert.strictEqual((await outputOf(page).locator(".fg-green.ansi-bold").innerText()).trimEnd(), " still green")
    assert.include(await textOf(page), "moved named")
    assert.notInclude(await textOf(page), "\u001b")
  })

  test("sees a progress bar move in its own line, and what stands before and after it", async (page) => {
    await runs(
      page,
      [
        "import sys, time",
        "print('first')",
        "for n in range(0, 101, 20):",
        "    print(f'\\r{n} %', end='', flush=True)",
        "    time.sleep(0.05)",
        "print('\\r\\033[32mdone\\033[0m\\r\\nlast')",
        "print('a\\rb\\rc\\r', end='')"
      ].join("\n")
    )
    await outputOf(page).getByText("last").waitFor()
    assert.deepStrictEqual((await textOf(page)).split("\n"), ["first", "done", "last", "c"])
  })

  test("is told that the output is of the program before, once another one is in the editor", async (page) => {
    await type(page, "print('one')\nraise ValueError")
    await run(page)
    await ended(page, "Failed")
    await page.getByRole("button", { name: "line 2", exact: true }).waitFor()
    await type(page, "print('one')\n# an edit is no other program")
    assert.notInclude(await status(page).innerText(), "before")
    await chooseLanguage(page, "javascript")
    await status(page).getByText("of an earlier program").waitFor()
    assert.strictEqual(await page.getByRole("button", { name: "line 2", exact: true }).count(), 0)
    await chooseLanguage(page, "python")
    await runs(page, "print(1)")
    await page.getByLabel("Examples").selectOption({ label: "Primes" })
    await status(page).getByText("of an earlier program").waitFor()
  })

  test("comes from each frame of a trace to its line, whatever the file, and from addresses to their page", async (page) => {
    await addFile(page, "lib.py")
    await type(page, "def fail():\n    # deep\n    raise ValueError('https://example.org/why?a=1.')")
    await page.getByRole("button", { name: "main.py" }).click()
    await type(page, "import lib\n\nlib.fail()")
    await run(page)
    await ended(page, "Failed")
    const frame = (name: string) => outputOf(page).getByRole("button", { name })
    await frame('lib.py", line 3').click()
    await page.locator('.tab[aria-current="true"]', { hasText: "lib.py" }).waitFor()
    await page.locator(".cm-activeLine", { hasText: "raise ValueError" }).waitFor()
    await frame('main.py", line 3').click()
    await page.locator(".cm-activeLine", { hasText: "lib.fail()" }).waitFor()
    const link = outputOf(page).getByRole("link").last()
    assert.strictEqual(await link.getAttribute("href"), "https://example.org/why?a=1")
    assert.strictEqual(await link.getAttribute("rel"), "noopener noreferrer")
    await runs(page, "print('javascript:alert(1) file:///etc/passwd HTTPS://X')")
    assert.strictEqual(await outputOf(page).getByRole("link").count(), 0)
    await type(page, "import sys\nsys.exit('x/lib.py:3 other.py:1 main.py:2')")
    await run(page)
    await ended(page, "Failed")
    await outputOf(page).getByRole("button").first().waitFor()
    assert.deepStrictEqual(await outputOf(page).getByRole("button").allInnerTexts(), ["main.py:2"])
  })

  test("sees the pictures that a program leaves in its folder out, and can save them", async (page) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><rect width="80" height="40"/></svg>`
    await runs(page, picture("box.svg", svg))
    const image = page.getByRole("img", { name: "box.svg" })
    await image.waitFor()
    assert.strictEqual(await image.evaluate((element: HTMLImageElement) => element.naturalWidth), 80)
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "Download box.svg" }).click()
    ])
    assert.strictEqual(download.suggestedFilename(), "box.svg")
    await runs(page, "print('no picture')")
    assert.strictEqual(await image.count(), 0)
  })

  test("is not misled by the name of a picture that turns the direction of writing", async (page) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="8" height="4"/>`
    await runs(page, picture("a\\u202egnp.svg", svg))
    await page.locator("figcaption").getByText("a\\u202egnp.svg").first().waitFor()
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /^Download/ }).click()
    ])
    assert.notInclude(download.suggestedFilename(), "\u202e")
  })

  test("has no script of a picture run, and nothing loaded by it", async (page) => {
    const asked: Array<string> = []
    page.on("request", (request) => asked.push(request.url()))
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40" onload="document.title='hurt'"><script>top.document.title='hurt'</script><image href="/favicon.svg?asked" width="9" height="9"/></svg>`
    await runs(page, picture("evil.svg", svg))
    await page.getByRole("img", { name: "evil.svg" }).waitFor()
    assert.strictEqual(await page.title(), "Glissade")
    assert.strictEqual(asked.filter((address) => address.includes("asked")).length, 0)
  })
}
