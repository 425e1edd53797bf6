/** Elements that begin a line of their own. */
const isBlock = /^(block|flex|grid|list-item|table|table-row)$/

/** Adds the text of a node as it is seen: some highlighters break lines by `<br>`, or by a block for each line. */
const read = (node: Node, text: string): string => {
  if (!(node instanceof HTMLElement)) return text + (node.nodeValue ?? "")
  if (node.tagName === "BR") return `${text}\n`
  const { display, userSelect } = getComputedStyle(node)
  // Line numbers, which nobody can mark and copy, and buttons are no part of the program.
  if (display === "none" || userSelect === "none" || node.tagName === "BUTTON") return text
  if (!isBlock.test(display)) return readAll(node, text)
  const start = text === "" || text.endsWith("\n") ? text : `${text}\n`
  const end = readAll(node, start)
  return end.endsWith("\n") && end !== start ? end : `${end}\n`
}

const readAll = (node: Node, text: string): string => {
  for (const child of node.childNodes) text = read(child, text)
  return text
}

/** The program in a `<pre>`. Authors may begin it with a line break. */
export const sourceOf = (pre: Node | null): string =>
  (pre === null ? "" : readAll(pre, "")).replace(/^\n/, "").trimEnd() + "\n"
