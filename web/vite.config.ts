import preact from "@preact/preset-vite"
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import type { Plugin, Rolldown } from "vite"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { promisify } from "node:util"
import { brotliCompress, gzip } from "node:zlib"
import { defineConfig } from "vite"
import { icons } from "./icons.ts"
import { languages } from "./languages.ts"
import { otherKeys } from "./otherKeys.ts"

/**
 * Vite's helper around `import()` loads style sheets and preloads; this page has one style sheet and preloads nothing, so that its
 * 0.9 KB would be for nothing.
 */
const plainImports: Plugin = {
  name: "plain-imports",
  enforce: "pre",
  apply: "build",
  load: { filter: { id: /vite\/preload-helper/ }, handler: () => "export const __vitePreload = (load) => load()" }
}

/** What is left of it around each `import()`: a function that awaits the module, and gives the same names again. */
const wrappedImport =
  /__vitePreload\(async \(\) => \{\s*const (\{[^}]*\}) = await (import\("[^"]+"\));\s*return \{[^}]*\};\s*\}, __VITE_PRELOAD__\)/g

/** Takes those away: 0.2 KB of the page's first file, compressed. */
const bareImports: Plugin = {
  name: "bare-imports",
  apply: "build",
  renderChunk: { order: "post", handler: (code) => ({ code: code.replaceAll(wrappedImport, "$2"), map: null }) }
}

/**
 * The editor closes brackets with a part of CodeMirror's completion. What is loaded later, and completes, has a copy of its own: else all of
 * completion would come with the editor, since a module is in one file.
 */
const laterCompletion: Plugin = {
  name: "later-completion",
  enforce: "pre",
  apply: "build",
  resolveId: {
    filter: { id: /^@codemirror\/autocomplete$/ },
    async handler(source, importer = "") {
      if (!/@replit|\/editor\/completion\//.test(importer)) return undefined
      const resolved = await this.resolve(source, importer, { skipSelf: true })
      return resolved === null ? undefined : `${resolved.id}?later`
    }
  }
}

/** What only some people choose, and is large: the service worker keeps it from its first use on. */
const chosen = /\/(?:VimKeys|EmacsKeys|ZipFile)\.ts$/

/** The same, where it is no chunk of the page but a file of its own. */
const chosenFile = /^assets\/(?:\w+Format-|ruff_)/

/** The files that the page may need without being asked for something that only some people choose. */
const usualFiles = (bundle: Rolldown.OutputBundle): ReadonlySet<string> => {
  const usual = new Set<string>()
  const visit = (name: string) => {
    const chunk = bundle[name]
    if (usual.has(name) || (chunk?.type === "chunk" && chosen.test(chunk.facadeModuleId ?? ""))) return
    usual.add(name)
    if (chunk?.type === "chunk") for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next)
  }
  for (const [name, part] of Object.entries(bundle)) {
    if (!chosenFile.test(name) && (part.type === "asset" || part.name === "index")) visit(name)
  }
  return usual
}

/** Writes the service worker beside the page, with the names of the files that it keeps. */
const serviceWorker: Plugin = {
  name: "service-worker",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/"))
      const usual = usualFiles(bundle)
      const paths = (names: ReadonlyArray<string>) => names.toSorted().map((name) => `/${name}`)
      const files = JSON.stringify(["/", "/favicon.svg", ...paths(assets.filter((name) => usual.has(name)))])
      const later = JSON.stringify(paths(assets.filter((name) => !usual.has(name))))
      const source = readFileSync(new URL("serviceWorker.js", import.meta.url), "utf8")
      const page = bundle["index.html"]?.type === "asset" ? String(bundle["index.html"].source) : ""
      const version = JSON.stringify(
        createHash("sha256")
          .update(files + later + source + page)
          .digest("hex")
          .slice(0, 16)
      )
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: source
          .replace("FILES", () => files)
          .replace("LATER", () => later)
          .replace("VERSION", () => version)
      })
    }
  }
}

/** The snippet for other people's pages lies beside the page; its client comes with the first run. */
const snippet: Plugin = {
  name: "snippet",
  apply: "build",
  closeBundle: async () => {
    await build({
      entryPoints: { "glissade-snippet": fileURLToPath(import.meta.resolve("../packages/snippet/src/define.ts")) },
      outdir: fileURLToPath(import.meta.resolve("./dist/embed")),
      chunkNames: "[name]-[hash]",
      bundle: true,
      splitting: true,
      minify: true,
      format: "esm",
      target: "es2022",
      conditions: ["@glissade/source"],
      logLevel: "warning"
    })
  }
}

/** What the script of the page is called in the built one. */
const scriptOf = (outputs: Readonly<Record<string, unknown>>) => `/assets/${basename(Object.keys(outputs)[0]!)}`

/** The page that people come back to from their provider: a small one of its own, so that nobody else loads any of it. */
const returnPage: Plugin = {
  name: "return-page",
  apply: "build",
  closeBundle: async () => {
    const source = "src/account/ReturnPage.ts"
    const { metafile } = await build({
      entryPoints: { "signed-in": fileURLToPath(new URL(source, import.meta.url)) },
      outdir: fileURLToPath(import.meta.resolve("./dist/assets")),
      entryNames: "[name]-[hash]",
      bundle: true,
      minify: true,
      metafile: true,
      format: "esm",
      target: "es2022",
      conditions: ["@glissade/source"],
      logLevel: "warning"
    })
    const page = readFileSync(new URL("signed-in.html", import.meta.url), "utf8")
    const built = page.replace(`/${source}`, scriptOf(metafile.outputs))
    writeFileSync(fileURLToPath(import.meta.resolve("./dist/signed-in.html")), built)
  }
}

const isCompressible = (name: string) => /\.(?:js|css|html|svg|json|wasm)$/.test(name)

/** Compresses what was built, once and as well as it can be: the server hands it out as it is. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  closeBundle: {
    sequential: true,
    order: "post",
    async handler() {
      const folder = fileURLToPath(import.meta.resolve("./dist"))
      const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
      const compress = async (file: string) => {
        const bytes = readFileSync(file)
        writeFileSync(`${file}.br`, await promisify(brotliCompress)(bytes))
        writeFileSync(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }))
      }
      await Promise.all(
        entries
          .filter((entry) => entry.isFile() && isCompressible(entry.name))
          .map((entry) => compress(join(entry.parentPath, entry.name)))
      )
    }
  }
}

// Tests start servers, which build the page anew if it is out of date. With a test's own setting it would be another page.
if (process.argv.includes("build")) process.env.NODE_ENV = "production"

export default defineConfig({
  plugins: [
    languages,
    icons,
    plainImports,
    bareImports,
    laterCompletion,
    ...otherKeys,
    snippet,
    returnPage,
    serviceWorker,
    compressed,
    preact({ devToolsEnabled: false, prefreshEnabled: false })
  ],
  resolve: { conditions: ["@glissade/source", "module", "browser", "development|production"] },
  worker: { format: "es" },
  build: {
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    // What the page begins with is one file: the lazy parts would split what they share with it into further requests.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "index", tags: ["$initial"] },
            {
              name: "editor",
              // What is loaded later has copies of its own.
              test: /^(?!.*\?later$).*(?:@codemirror\/(?:state|view|language|commands)\/|@lezer\/(?:common|highlight)\/|style-mod|crelt|w3c-keyname|@marijn|editor\/SearchPart)/
            }
          ]
        }
      }
    }
  },
  server: {
    proxy: {
      // The server takes requests of its own page alone, so it has to see the host that the page came from.
      "^/(execute|jobs|runtimes|snippets|shared|runs|me|sign-in|tickets|admin)": {
        target: "http://127.0.0.1:8787",
        changeOrigin: false
      },
      "/ws": { target: "http://127.0.0.1:8787", ws: true }
    }
  }
})
