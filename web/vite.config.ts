import preact from "@preact/preset-vite"
import { build } from "esbuild"
import { fileURLToPath } from "node:url"
import type { Plugin } from "vite"
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { defineConfig } from "vite"
import { icons } from "./icons.ts"
import { languages } from "./languages.ts"

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

/** Writes the service worker beside the page, with the names of the files that it keeps. */
const serviceWorker: Plugin = {
  name: "service-worker",
  apply: "build",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const assets = Object.keys(bundle).filter((name) => name.startsWith("assets/"))
      const files = JSON.stringify(["/", "/favicon.svg", ...assets.toSorted().map((name) => `/${name}`)])
      const source = readFileSync(new URL("serviceWorker.js", import.meta.url), "utf8")
      const page = bundle["index.html"]?.type === "asset" ? String(bundle["index.html"].source) : ""
      const version = JSON.stringify(
        createHash("sha256")
          .update(files + source + page)
          .digest("hex")
          .slice(0, 16)
      )
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: source.replace("FILES", () => files).replace("VERSION", () => version)
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

const isText = (name: string) => /\.(?:js|css|html|svg|json)$/.test(name)

/** Compresses what was built, once and as well as it can be: the server hands it out as it is. */
const compressed: Plugin = {
  name: "compressed",
  apply: "build",
  closeBundle: {
    sequential: true,
    order: "post",
    handler() {
      const folder = fileURLToPath(import.meta.resolve("./dist"))
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile() || !isText(entry.name)) continue
        const file = join(entry.parentPath, entry.name)
        const bytes = readFileSync(file)
        writeFileSync(`${file}.br`, brotliCompressSync(bytes))
        writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
      }
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
    snippet,
    returnPage,
    serviceWorker,
    compressed,
    preact({ devToolsEnabled: false, prefreshEnabled: false })
  ],
  resolve: { conditions: ["@glissade/source", "module", "browser", "development|production"] },
  build: {
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    // What the page begins with is one file: the lazy parts would split what they share with it into further requests.
    rolldownOptions: {
      output: {
        codeSplitting: { groups: [{ name: "index", tags: ["$initial"] }] }
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
