import { goToFile } from "./GoToFile.ts"
import { linked } from "./LinkPattern.ts"
import { mainFile, program } from "../state/Program.ts"

/** Links that are made of one output: a flood of them helps nobody. */
const maximumLinks = 500

/** Characters of a piece of text that is looked at. */
const maximumText = 65_536

/** The file of the program that a trace names; `undefined` for those of the language. */
const fileOf = (path: string): { readonly name: string | undefined } | undefined => {
  const name = path.replace(/^(?:file:\/\/)?\/home\/user\//, "").replace(/^\.\//, "")
  if (name === mainFile.peek()) return { name: undefined }
  return program.peek().files.some((file) => file.name === name) ? { name } : undefined
}

const toAddress = (text: string): HTMLElement =>
  Object.assign(document.createElement("a"), {
    href: text,
    textContent: text,
    target: "_blank",
    rel: "noopener noreferrer"
  })

/** No `button`: that is laid out as one piece, so in a narrow output it would begin on a line of its own, without its indentation. */
const toFrame = (text: string, path: string, line: number): HTMLElement | undefined => {
  const file = fileOf(path)
  if (file === undefined) return undefined
  const link = Object.assign(document.createElement("span"), {
    role: "button",
    tabIndex: 0,
    className: "link",
    textContent: text
  })
  const go = () => goToFile(line, file.name)
  link.addEventListener("click", go)
  link.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return
    event.preventDefault()
    go()
  })
  return link
}

const toLink = ({ 0: text, groups = {} }: RegExpMatchArray): HTMLElement | undefined => {
  const { address, at, file, line, python } = groups
  return address === undefined ? toFrame(text, (python ?? file)!, Number(line ?? at)) : toAddress(address)
}

/** Makes links in one text node, and returns how many. */
const linkText = (node: Text, most: number): number => {
  const text = node.data.slice(0, maximumText)
  const parts: Array<Node | string> = []
  let end = 0
  let count = 0
  for (const match of text.matchAll(linked)) {
    if (count === most) break
    const link = toLink(match)
    if (link === undefined) continue
    parts.push(text.slice(end, match.index), link)
    end = match.index + match[0].length
    count += 1
  }
  if (count > 0) node.replaceWith(...parts, node.data.slice(end))
  return count
}

/** Makes links of what a program that has ended printed: frames lead to their line, addresses to their page. */
export const linkOutput = (): void => {
  const output = document.querySelector(".output")
  if (output === null) return
  const texts: Array<Text> = []
  const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT)
  while (walker.nextNode() !== null) texts.push(walker.currentNode as Text)
  let left = maximumLinks
  // A trace is at the end.
  for (const text of texts.toReversed()) {
    left -= linkText(text, left)
    if (left === 0) return
  }
}
