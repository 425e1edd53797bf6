/**
 * Adds a style sheet behind those of the page. It arrives inside the script that needs it, so that nothing is ever shown without its style,
 * and what the page begins with stays small.
 */
export const adopt = (css: string): void => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets.push(sheet)
}
