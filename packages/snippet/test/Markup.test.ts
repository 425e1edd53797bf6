import { assert, describe, layer } from "@effect/vitest"
import * as BrowserModule from "@glissade/test-kit/Browser"
import { servePage } from "@glissade/test-kit/ServedPage"
import { echo, layerServer, TestServer } from "@glissade/test-kit/TestServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { fileURLToPath } from "node:url"

const pageFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url))

const program = "x = 1\n\nif x < 2:\n\tprint('a  b')\n"

const lines = ["x = 1", "", "if x &lt; 2:", "\tprint('a  b')"]

const each = (wrap: (line: string, index: number) => string, between = "") => lines.map(wrap).join(between)

/** How highlighters and page makers write the program above. Their style sheets are what they bring along, as far as lines depend on it. */
const fixtures: ReadonlyArray<readonly [of: string, markup: string]> = [
  ["a plain page", `<pre>${lines.join("\n")}</pre>`],
  ["a page that begins with a line break", `<pre><code>\n${lines.join("\n")}\n</code></pre>`],
  [
    "Docusaurus",
    `<pre class="prism-code"><code>${each(
      (line) =>
        `<span class="token-line" style="color:#393A34"><span class="token plain"${
          line === "" ? ' style="display:inline-block"' : ""
        }>${line}</span><br></span>`
    )}</code></pre>`
  ],
  [
    "Docusaurus with numbers of lines",
    `<style>.token-line{display:table-row}.number{display:table-cell;user-select:none}.content{display:table-cell}</style>
<pre><code>${each(
      (line, index) =>
        `<span class="token-line"><span class="number">${index + 1}</span><span class="content">${line}<br></span></span>`
    )}</code></pre>`
  ],
  [
    "Prism",
    `<pre class="language-python line-numbers"><code>${lines.join("\n").replace("if", '<span class="token keyword">if</span>')}<span aria-hidden="true" class="line-numbers-rows" style="user-select:none"><span></span><span></span></span></code></pre>`
  ],
  [
    "Shiki",
    `<pre class="shiki" tabindex="0"><code>${each((line) => `<span class="line"><span style="color:#D73A49">${line}</span></span>`, "\n")}</code></pre>`
  ],
  [
    "highlight.js with a table of lines",
    `<style>.hljs-ln-n{user-select:none}</style><pre><code class="hljs"><table class="hljs-ln"><tbody>${each(
      (line, index) =>
        `<tr><td class="hljs-ln-numbers hljs-ln-n" data-line-number="${index + 1}"><div class="hljs-ln-n">${index + 1}</div></td><td class="hljs-ln-code">${line}</td></tr>`
    )}</tbody></table></code></pre>`
  ],
  [
    "Pygments with numbers in the lines",
    `<style>.linenos{user-select:none}</style><pre>${each((line, index) => `<span class="linenos"> ${index + 1} </span>${line}`, "\n")}</pre>`
  ],
  [
    "a page with a block for each line",
    `<pre><code>${each((line) => `<div class="line">${line === "" ? "<br>" : line}</div>`)}</code></pre>`
  ],
  ["a page with a button in its code", `<pre><button>Copy</button><code>${lines.join("\n")}</code></pre>`]
]

/** A page of its own for each fixture, at the server that its script comes from. */
class Somebody extends Context.Service<
  Somebody,
  { readonly url: string; readonly show: (server: string, body: string) => void }
>()("@glissade/snippet/test/Somebody") {}

const somebody = Layer.effect(
  Somebody,
  Effect.gen(function* () {
    let html = ""
    const { url } = yield* servePage(() => html)
    const show = (server: string, body: string) => {
      html = `<!doctype html><title>Somebody's page</title><script type="module" src="${server}/embed/glissade-snippet.js"></script><main>${body}</main>`
    }
    return { url, show }
  })
)

const environment = Layer.unwrap(
  Effect.map(Somebody, ({ url }) => layerServer(echo, { pageFolder, allowedOrigins: [url] }))
).pipe(Layer.provideMerge(somebody), Layer.merge(BrowserModule.layer))

const suite = BrowserModule.executablePath === undefined ? describe.skip : describe

suite("a snippet around the markup", () => {
  layer(environment, { excludeTestServices: true, timeout: 60_000 })((it) => {
    for (const [of, markup] of fixtures) {
      it.effect(`of ${of} runs and edits the program that is seen`, () =>
        Effect.gen(function* () {
          const server = yield* TestServer
          const { show, url } = yield* Somebody
          show(server.url, `<glissade-snippet>${markup}</glissade-snippet>`)
          const { page } = yield* BrowserModule.openPage()
          yield* Effect.promise(async () => {
            await page.goto(url)
            const root = page.locator("glissade-snippet")
            const codeOf = () => root.evaluate((element) => (element as unknown as { readonly code: string }).code)
            await root.getByRole("button", { name: "Run", exact: true }).click()
            await root
              .getByRole("status")
              .getByText(/^Finished/)
              .waitFor()
            assert.strictEqual(await codeOf(), program)
            // The server's programs print their own source.
            assert.strictEqual(await root.getByRole("group", { name: "Output", exact: true }).innerText(), program)
            await root.getByRole("button", { name: "Edit", exact: true }).click()
            assert.strictEqual(await root.getByLabel("Program").inputValue(), program)
            await root.getByLabel("Program").fill("other")
            await root.getByRole("button", { name: "Reset", exact: true }).click()
            assert.strictEqual(await codeOf(), program)
          })
        })
      )
    }

    it.effect("with long lines scrolls in its own frame", () =>
      Effect.gen(function* () {
        const server = yield* TestServer
        const { show, url } = yield* Somebody
        show(server.url, `<glissade-snippet><pre>print("${"x".repeat(2000)}")</pre></glissade-snippet>`)
        const { page } = yield* BrowserModule.openPage({ viewport: { width: 390, height: 600 } })
        yield* Effect.promise(async () => {
          await page.goto(url)
          await page.getByRole("button", { name: "Run", exact: true }).waitFor()
          const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          assert.isAtMost(over, 0)
        })
      })
    )
  })
})
