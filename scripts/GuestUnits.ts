import type { Plugin } from "esbuild"
import { readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"

/** How the programs of a folder of the guest's are imported as one text: `./node/Main.cjs?units`. */
export const unitsMark = "?units"

/** The guest's own in place of what libraries require. */
const own: Readonly<Record<string, string>> = {
  "abort-controller": "Abort",
  buffer: "Buffer",
  events: "Events",
  path: "Path",
  "process/": "Process",
  punycode: "Punycode",
  querystring: "QueryString",
  string_decoder: "StringDecoder",
  "string_decoder/": "StringDecoder",
  url: "Url",
  util: "Util"
}

const external = (unit: string) => ({ path: `./${unit}.cjs`, external: true })

/** Units require one another at run time, by their names. What else they require is bundled with them. */
const unitsApart: Plugin = {
  name: "units-apart",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/[A-Za-z]+\.cjs$/ }, ({ kind, path }) =>
      kind === "entry-point" ? null : external(path.slice(2, -".cjs".length))
    )
    onResolve({ filter: /^(?:node:)?[a-z_-]+\/?$/ }, ({ path }) => {
      const unit = own[path.replace(/^node:/, "")]
      return unit === undefined ? null : external(unit)
    })
  }
}

/** The programs of an entry's folder, each with the libraries that it requires: the bodies of CommonJS modules by name, as JSON. */
export const guestUnits = async (entry: string): Promise<string> => {
  const { build } = await import("esbuild")
  const folder = entry.slice(0, entry.lastIndexOf("/"))
  const names = readdirSync(folder).filter((name) => name.endsWith(".cjs"))
  const { outputFiles } = await build({
    entryPoints: names.map((name) => `${folder}/${name}`),
    bundle: true,
    write: false,
    outdir: folder,
    format: "cjs",
    platform: "neutral",
    mainFields: ["main"],
    target: "es2023",
    charset: "utf8",
    minifySyntax: true,
    minifyWhitespace: true,
    plugins: [unitsApart],
    logLevel: "error"
  })
  const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1, path.lastIndexOf("."))
  return JSON.stringify(Object.fromEntries(outputFiles.map(({ path, text }) => [nameOf(path), text])))
}

/** For esbuild: what is imported with the mark is text. */
export const guestUnitsPlugin: Plugin = {
  name: "guest-units",
  setup: ({ onLoad, onResolve }) => {
    onResolve({ filter: /\?units$/ }, ({ path, resolveDir }) => ({
      path: fileURLToPath(new URL(path.slice(0, -unitsMark.length), `file://${resolveDir}/`)),
      namespace: "guest"
    }))
    onLoad({ filter: /.*/, namespace: "guest" }, async ({ path }) => ({
      contents: await guestUnits(path),
      loader: "text"
    }))
  }
}
