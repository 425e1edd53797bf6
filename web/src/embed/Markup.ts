/** What the markup of a snippet says. */
export interface SnippetMarkup {
  readonly script: string
  readonly language: string
  readonly code: string
  readonly stdin: string
  readonly args: string
  /** What it is expected to print; `undefined` for nothing. */
  readonly expected: string | undefined
  /** `light` or `dark`; `undefined` for what the page around it has. */
  readonly theme: string | undefined
  readonly hasPlayground: boolean
}

const inText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

const inAttribute = (text: string): string => inText(text).replaceAll('"', "&quot;")

/** The attributes of the element; defaults are left out. */
export const attributesOf = ({ args, hasPlayground, language, stdin, theme }: SnippetMarkup) =>
  Object.entries({
    language: language === "python" ? "" : language,
    stdin,
    args,
    playground: hasPlayground ? "" : "none",
    style: theme === undefined ? "" : `color-scheme: ${theme}`
  }).filter(([, value]) => value !== "")

/** The HTML that shows a program on another page. */
export const markupOf = (snippet: SnippetMarkup): string => {
  const attributes = attributesOf(snippet).map(([name, value]) => ` ${name}="${inAttribute(value)}"`)
  const { code, expected, script } = snippet
  return [
    `<script type="module" src="${inAttribute(script)}"></script>`,
    "",
    `<glissade-snippet${attributes.join("")}>`,
    `  <pre><code>${inText(code.trimEnd())}</code></pre>`,
    ...(expected === undefined ? [] : [`  <pre slot="output">${inText(expected.trimEnd())}</pre>`]),
    "</glissade-snippet>"
  ].join("\n")
}
