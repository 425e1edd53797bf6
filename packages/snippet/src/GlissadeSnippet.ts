import type { Execution, Outcome } from "@glissade/client/Client"
import type { ReaderToken, Runner } from "./Clients.ts"
import { origin, runnerOf } from "./Clients.ts"
import { sourceOf } from "./Source.ts"
import { styleSheet } from "./Style.ts"

/** Maximum number of characters of output that are shown. */
const maximumShown = 65_536

const element = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]> = {},
  ...children: ReadonlyArray<Node>
): HTMLElementTagNameMap[Name] => {
  const made = Object.assign(document.createElement(name), properties)
  made.append(...children)
  return made
}

/**
 * `<glissade-snippet>` around a `<pre>`: readers can run, stop, edit and reset the program, and open it in the playground. Without
 * JavaScript, and until it is used, it is the `<pre>` that the author wrote, and nothing is fetched.
 *
 * Attributes: `language` (default `python`), `api` (the server's address) and `playground` (the page's; `none` for no link), by default
 * those of the server that this script comes from, `stdin`, and `args` separated by spaces. A second `<pre>`, or one with `slot="output"`,
 * is the output that the author expects; it is shown until the program is run, and when no server answers.
 */
export class GlissadeSnippet extends HTMLElement {
  /** The reader's token, for servers that ask for one. It applies to all snippets of the page; set it before the first run. */
  static token?: ReaderToken
  readonly #program = element("textarea", { hidden: true, spellcheck: false, ariaLabel: "Program" })
  readonly #run = element("button", { className: "run", textContent: "Run" })
  readonly #stop = element("button", { textContent: "Stop", hidden: true })
  readonly #edit = element("button", { textContent: "Edit" })
  readonly #reset = element("button", { textContent: "Reset", hidden: true })
  readonly #playground = element("a", { textContent: "Open in playground", target: "_blank", rel: "noopener" })
  readonly #status = element("p", { role: "status" })
  readonly #output = element("pre", { tabIndex: 0, role: "group", ariaLabel: "Output" })
  readonly #expected = element(
    "section",
    {},
    element("small", { textContent: "Expected output" }),
    element("slot", { name: "output" })
  )
  #abort: AbortController | undefined
  #runs = 0
  #leaves = false

  connectedCallback(): void {
    if (this.shadowRoot !== null) return
    const root = this.attachShadow({ mode: "open" })
    root.adoptedStyleSheets = [styleSheet()]
    const expected = this.#expectedText
    if (expected !== undefined) expected.slot = "output"
    // Scrollable, so it must be focusable by keyboard.
    for (const pre of this.querySelectorAll("pre")) pre.tabIndex = 0
    const playground = this.#attribute("playground", origin)
    this.#playground.href = playground
    // A URL with another scheme, such as javascript:, would run in the page.
    if (playground === "none" || !/^https?:$/.test(this.#playground.protocol)) {
      this.#playground.hidden = true
      this.#playground.removeAttribute("href")
    }
    const bar = element("div", {}, this.#run, this.#stop, this.#edit, this.#reset, this.#status, this.#playground)
    root.append(element("slot"), this.#program, bar, this.#output, this.#expected)
    this.#expected.hidden = expected === undefined
    this.#run.onclick = () => void this.run()
    this.#stop.onclick = () => this.stop()
    this.#edit.onclick = () => this.#startEditing()
    this.#reset.onclick = () => this.reset()
    this.#playground.onclick = (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) void this.#openPlayground(event)
    }
    this.#program.onkeydown = (event) => this.#onKey(event)
    this.#program.oninput = () => {
      this.#reset.hidden = this.code === this.#authored
    }
  }

  disconnectedCallback(): void {
    // Moving an element disconnects and connects it within one task.
    queueMicrotask(() => this.isConnected || this.stop())
  }

  /** The current text of the program. */
  get code(): string {
    return this.#program.hidden ? this.#authored : this.#program.value
  }

  /** Runs the program and stops the previous run. Never rejects. */
  async run(): Promise<void> {
    this.stop()
    const { signal } = (this.#abort = new AbortController())
    const number = ++this.#runs
    this.#setRunning(true)
    // While a program runs, only its own output is shown.
    this.#output.replaceChildren()
    this.#expected.hidden = true
    this.#say("Running …")
    try {
      const runner = await runnerOf(this.#attribute("api"), GlissadeSnippet.token)
      if (number !== this.#runs) return
      const request = {
        language: this.#language,
        code: this.code,
        stdin: this.#attribute("stdin"),
        args: this.#attribute("args").match(/\S+/g) ?? []
      }
      await this.#follow(runner, runner.client.execute(request, { signal }), number)
    } catch {
      if (number !== this.#runs) return
      this.#fallBack("No answer: the runner could not be loaded. Press Run to try again.")
    }
    if (number === this.#runs) this.#setRunning(false)
  }

  /** Stops the current run. */
  stop(): void {
    this.#abort?.abort()
  }

  /** Restores the author's program and the expected output. */
  reset(): void {
    this.stop()
    this.#runs++
    this.#setRunning(false)
    const isInside = this.shadowRoot?.activeElement === this.#reset || !this.#program.hidden
    this.#showEditor(false)
    this.#output.replaceChildren()
    this.#expected.hidden = this.#expectedText === undefined
    this.#reset.hidden = true
    this.#say("The author's program is back")
    if (isInside) this.#edit.focus()
  }

  get #source(): HTMLPreElement | null {
    return this.querySelector("pre:not([slot])")
  }

  get #expectedText(): HTMLPreElement | undefined {
    return this.querySelector<HTMLPreElement>("pre[slot=output]") ?? this.querySelectorAll("pre")[1]
  }

  get #authored(): string {
    return sourceOf(this.#source)
  }

  get #language(): string {
    return this.#attribute("language", "python")
  }

  #attribute(name: string, otherwise = ""): string {
    return this.getAttribute(name) ?? otherwise
  }

  async #follow({ isBad, makePlain, summarize }: Runner, execution: Execution, number: number): Promise<void> {
    const output = this.#output
    let left = maximumShown
    let plain = { stdout: makePlain(), stderr: makePlain() }
    for await (const event of execution) {
      if (number !== this.#runs) return
      if (event.type === "restart") {
        left = maximumShown
        plain = { stdout: makePlain(), stderr: makePlain() }
        output.replaceChildren()
      }
      if (event.type !== "output") continue
      const text = plain[event.stream](event.data).slice(0, left)
      if (text === "") continue
      left -= text.length
      // Keep scrolled to the end, unless the person has scrolled back.
      const follows = output.scrollHeight - output.scrollTop - output.clientHeight < 40
      // Output is always inserted as text, never as markup.
      output.append(event.stream === "stderr" ? element("span", { className: "err", textContent: text }) : text)
      if (left === 0) output.append("\n… the rest is not shown")
      if (follows) output.scrollTop = output.scrollHeight
    }
    const outcome: Outcome = await execution.outcome
    if (number !== this.#runs) return
    if (outcome.type === "failure" && outcome.failure.code !== "rejected") return this.#fallBack(summarize(outcome))
    for (const { data, mediaType, name } of (outcome.type === "result" && outcome.result.artifacts) || []) {
      output.append(element("img", { alt: name, src: `data:${mediaType};base64,${data}` }))
    }
    this.#say(summarize(outcome), isBad(outcome) ? "err" : "")
  }

  /** When no server answers, the author's expected output is shown in place of the output. */
  #fallBack(why: string): void {
    const hasExpected = this.#expectedText !== undefined
    if (hasExpected) this.#output.replaceChildren()
    this.#expected.hidden = !hasExpected
    this.#say(hasExpected ? `${why} This is the output that the author expects.` : why)
  }

  #say(text: string, className = ""): void {
    Object.assign(this.#status, { textContent: text, className })
  }

  #setRunning(isRunning: boolean): void {
    const hadFocus = this.shadowRoot?.activeElement
    this.#stop.hidden = !isRunning
    this.#run.hidden = isRunning
    // The focused button is gone: keep the keyboard focus in the snippet.
    if (isRunning && hadFocus === this.#run) this.#stop.focus()
    if (!isRunning && hadFocus === this.#stop) this.#run.focus()
  }

  #showEditor(isShown: boolean): void {
    this.#program.hidden = !isShown
    this.#edit.hidden = isShown
    const source = this.#source
    if (source !== null) source.hidden = isShown
  }

  #startEditing(): void {
    const program = this.#program
    program.value = this.#authored
    program.rows = program.value.split("\n").length
    this.#showEditor(true)
    this.#say("Ctrl+Enter runs; Esc, then Tab leaves the program")
    program.focus()
    program.setSelectionRange(0, 0)
  }

  #onKey(event: KeyboardEvent): void {
    const program = this.#program
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      void this.run()
    } else if (event.key === "Escape") {
      this.#leaves = true
      return
    } else if (event.key === "Tab" && !this.#leaves && !event.shiftKey) {
      event.preventDefault()
      program.setRangeText("    ", program.selectionStart, program.selectionEnd, "end")
      program.dispatchEvent(new Event("input"))
    }
    if (event.key !== "Shift") this.#leaves = false
  }

  async #openPlayground(event: MouseEvent): Promise<void> {
    event.preventDefault()
    const { toFragment } = await import("./Link.ts")
    const fragment = await toFragment({
      language: this.#language,
      code: this.code,
      stdin: this.#attribute("stdin"),
      args: this.#attribute("args"),
      files: []
    })
    open(this.#playground.href + fragment, "_blank", "noopener")
  }
}
