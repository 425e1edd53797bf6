import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Plugin } from "vite"

const require = createRequire(import.meta.url)

/** The icons that the page begins with, of the Lucide set. */
const first = ["play", "square"]

/** Those of the tools, which come later. */
const ofTools = [
  "align-left",
  "circle-help",
  "clock",
  "code-xml",
  "copy",
  "download",
  "pencil",
  "plus",
  "rotate-ccw",
  "settings",
  "share-2",
  "square-chevron-right",
  "trash-2",
  "upload",
  "wrap-text"
]

/** Those whose shape is filled. */
const filled = new Set(["play", "square"])

interface IconSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>
  readonly aliases?: Readonly<Record<string, { readonly parent: string }>>
}

/** Characters that an address in a style sheet must not have as they are. */
const encoded = (text: string) =>
  text.replaceAll('"', "'").replaceAll(/[<>#%]/g, (character) => encodeURIComponent(character))

const toRule = ({ aliases = {}, icons }: IconSet, name: string): string => {
  const icon = icons[name] ?? icons[aliases[name]?.parent ?? ""]
  if (icon === undefined) throw new Error(`there is no icon ${name}`)
  // Masks have no colour of their own.
  const body = icon.body.replaceAll("currentColor", "#000").replaceAll('fill="none"', "")
  const fill = filled.has(name) ? "#000" : "none"
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="${fill}">${body}</svg>`
  return `.i-${name}{--icon:url("data:image/svg+xml,${encoded(svg)}")}`
}

const sheets: Readonly<Record<string, ReadonlyArray<string>>> = {
  "virtual:icons.css": first,
  "virtual:tool-icons.css?inline": ofTools
}

/** Style sheets with the icons that are used: a class of each sets its picture. */
export const icons: Plugin = {
  name: "icons",
  resolveId: (asked) => (asked in sheets ? `\0${asked}` : undefined),
  load: (asked) => {
    const used = sheets[asked.slice(1)]
    if (used === undefined) return undefined
    const set = JSON.parse(readFileSync(require.resolve("@iconify-json/lucide/icons.json"), "utf8")) as IconSet
    return used.map((name) => toRule(set, name)).join("\n")
  }
}
