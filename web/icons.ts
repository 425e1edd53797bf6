import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Plugin } from "vite"

const require = createRequire(import.meta.url)

/** The icons that the page uses, of the Lucide set. */
const used = [
  "align-left",
  "chevron-down",
  "circle-help",
  "code-xml",
  "command",
  "copy",
  "download",
  "history",
  "pencil",
  "play",
  "plus",
  "rotate-ccw",
  "settings",
  "share-2",
  "square",
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

const id = "virtual:icons.css"

/** A style sheet with the icons that are used: a class of each sets its picture. */
export const icons: Plugin = {
  name: "icons",
  resolveId: (asked) => (asked === id ? `\0${id}` : undefined),
  load: (asked) => {
    if (asked !== `\0${id}`) return undefined
    const set = JSON.parse(readFileSync(require.resolve("@iconify-json/lucide/icons.json"), "utf8")) as IconSet
    return used.map((name) => toRule(set, name)).join("\n")
  }
}
