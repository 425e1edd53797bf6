// One line a rule, without spaces: the text is sent as it is.
const rules = `
:host{display:block;margin-block:1em;border:1px solid var(--glissade-border, #8888);border-radius:var(--glissade-radius, 6px);color:var(--glissade-text, CanvasText)}
[hidden], pre:empty{display:none !important}
::slotted(pre){margin:0 !important;border:0 !important;overflow:auto;padding:.75em 1em}
textarea, pre{box-sizing:border-box;width:100%;max-height:20lh;margin:0;padding:.75em 1em;border:0;overflow:auto;color:inherit;background:var(--glissade-background, light-dark(#f6f6f6, #222));font:var(--glissade-font, .875rem/1.5 ui-monospace, Menlo, Consolas, monospace);white-space:pre}
div{display:flex;flex-wrap:wrap;align-items:center;gap:.5em;padding:.4em .6em}
div, button, a, small{font:.875rem/1.4 system-ui, sans-serif}
button, a{padding:.4em .8em;border:1px solid #8888;border-radius:4px;background:none;color:inherit;cursor:pointer}
.run{background:var(--glissade-accent, #2457d6);color:var(--glissade-accent-text, #fff)}
p{flex:1;margin:0}
small{padding:0 1em}
.err{color:var(--glissade-error, light-dark(#b3261e, #f2b8b5))}
`

let sheet: CSSStyleSheet | undefined

/** One style sheet for all snippets of a page. It is constructed by script, so a content security policy for styles does not block it. */
export const styleSheet = (): CSSStyleSheet => {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet()
    sheet.replaceSync(rules)
  }
  return sheet
}
