/**
 * Bundles the Lambda functions into `dist/lambda`: for each a minified module with its source map, AWS's SDK in separate chunks, the
 * engines if it runs programs, all in a zip that is named after its content. The function `page` carries the built page.
 */
import "./build-engines.ts"
import "./build-page.ts"
import { packageLockFile } from "@glissade/engine/packages/PackageLock"
import { resolvePrograms } from "@glissade/sandbox/process/HostCommand"
import type { InstalledEngine } from "@glissade/sandbox/registry/EngineRegistry"
import { findEngines, parseEngineNames } from "@glissade/sandbox/registry/EngineRegistry"
import { examplesOf } from "@glissade/sandbox/registry/EngineExamples"
import { defaultCacheFolder } from "@glissade/sandbox/registry/PrivateFolder"
import { makeImage } from "@glissade/sandbox/registry/MemoryImage"
import { packagesOf } from "@glissade/sandbox/registry/Packages"
import { withoutCheck } from "@glissade/protocol/Runtime"
import * as Effect from "effect/Effect"
import type { BuildOptions, Plugin } from "esbuild"
import { build } from "esbuild"
import { createHash } from "node:crypto"
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { filesOf, zipFolder } from "./FixedZip.ts"
import type { Module } from "./lambda-modules.ts"
import { modulesOf } from "./lambda-modules.ts"

const root = fileURLToPath(new URL("..", import.meta.url))
const out = join(root, "dist/lambda")

/** The functions: which clients of AWS's SDK they use, and whether they contain the engines. */
const functions: Readonly<Record<string, { readonly clients: ReadonlyArray<string>; readonly hasEngines?: true }>> = {
  api: { clients: ["SqsClient"] },
  execute: { clients: [], hasEngines: true },
  worker: { clients: ["SqsClient", "ConnectionsClient"], hasEngines: true },
  websocket: { clients: [] },
  authorizer: { clients: [] },
  page: { clients: ["PageBucketClient"] }
}

/** Parts of Effect's HTTP that no function uses: 26 KB in each that answers HTTP. */
const unused: ReadonlyArray<readonly [path: RegExp, contents: string]> = [
  // No function serves files, so none needs the table of media types.
  [/http\/internal\/mimeTypes\.js$/, "export default {}"],
  // Only forms with files need paths.
  [
    /effect\/dist\/Path\.js$/,
    `import { Service } from "./Context.js"
    import { empty } from "./Layer.js"
    export const Path = Service("effect/Path")
    export { empty as layer }`
  ],
  // Bodies are JSON; forms are refused before they would be parsed.
  [
    /http\/MultipartParser\.js$/,
    `const refuse = () => { throw new Error("no function takes forms") }
    export { refuse as make, refuse as defaultIsFile, refuse as decodeField }`
  ],
  // Nor does any stream values, one a line.
  [
    /encoding\/Ndjson\.js$/,
    `const refuse = () => { throw new Error("no function streams values") }
    export { refuse as encode, refuse as decode }
    export const isNdjsonError = () => false`
  ]
]

const withoutUnused: Plugin = {
  name: "without-unused",
  setup: ({ onLoad }) => {
    for (const [filter, contents] of unused) onLoad({ filter }, () => ({ contents }))
  }
}

const common: BuildOptions = {
  plugins: [withoutUnused],
  bundle: true,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  format: "esm",
  platform: "node",
  // The functions run on Node 22.
  target: "node22",
  // The SDK's ES modules take two thirds of the space of its CommonJS, which esbuild would choose for Node.
  mainFields: ["module", "main"],
  conditions: ["@glissade/source", "module"],
  legalComments: "none",
  logLevel: "error",
  // A bundled CommonJS module may call require, which ES modules do not have.
  banner: { js: 'import{createRequire as __cr}from"node:module";const require=__cr(import.meta.url);' }
}

/** The packages of the engines that the functions carry: by default those that `npm ci` installs. */
const named = parseEngineNames(process.env["ENGINES"] ?? "")

/** The packages that programs can import are those of this folder. Without it there are none, so that a release is the same everywhere. */
const packagesFolder = process.env["PACKAGES_FOLDER"] || null

const found = findEngines(named, packagesFolder)
const [absent] = named === undefined ? [] : found.missing
if (absent !== undefined)
  throw new Error(`the ${absent.engine} engine cannot be packed, its own package is not installed: ${absent.install}`)
const installed = found.installed.filter(
  ({ manifest }) => named !== undefined || manifest.runtime?.install === undefined
)
/** A function checks no types: its bundle would be larger by 6 MB, and its first check would come too late. */
const runtimes = installed.flatMap(({ runtimes }) => runtimes.map(withoutCheck))
const examples = Object.fromEntries(runtimes.map(({ language }) => [language, examplesOf(installed)(language)]))

const copy = (from: string, to: string, files: Iterable<string>) => {
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(from, file), join(to, file))
  }
}

/** Lays an engine out so that `EngineRegistry` finds it without `node_modules`: its package, and in `runtime` the package that it runs on. */
const layOut = ({ assets, manifest }: InstalledEngine, folder: string): void => {
  copy(assets.ownFolder, folder, ["manifest.json", "package.json", manifest.program, ...manifest.files])
  if (manifest.runtime !== undefined) {
    copy(assets.runtimeFolder, join(folder, "runtime"), new Set(["package.json", ...manifest.runtime.files]))
  }
  if (assets.packages !== undefined) {
    const from = dirname(assets.packages.archive)
    copy(from, packagesOf(join(folder, "packages"), manifest.name), [
      packageLockFile,
      basename(assets.packages.archive)
    ])
  }
}

/** The engines for the functions, with their memory images, laid out once. */
const layOutAll = async (folder: string): Promise<void> => {
  for (const engine of installed) {
    const own = join(folder, "engines", engine.name)
    layOut(engine, own)
    const [packed] = findEngines([own]).installed
    const image = await Effect.runPromise(makeImage(packed!, resolvePrograms(), defaultCacheFolder()))
    if (image !== undefined) cpSync(image.path, join(own, "memory.img"))
  }
  cpSync(resolvePrograms().host, join(folder, "host.mjs"))
}

rmSync(out, { recursive: true, force: true })
const carried = mkdtempSync(join(tmpdir(), "glissade-"))
await layOutAll(carried)
const bundles: Record<
  string,
  {
    readonly zip: string
    readonly sha256: string
    readonly handler: string
    readonly modules: ReadonlyArray<Module>
  }
> = {}
const sizes: Array<Readonly<Record<string, string | number>>> = []

/** Bundles one function. Each client of the SDK is an entry too, so that no chunk mixes the SDK with code of ours. */
const bundle = async (name: string, clients: ReadonlyArray<string>): Promise<ReadonlyArray<Module>> => {
  const source = join(root, "packages/aws/src")
  const { metafile } = await build({
    ...common,
    entryPoints: {
      index: join(source, `lambda/${name}.ts`),
      ...Object.fromEntries(clients.map((client) => [`sdk/${client}`, join(source, `sdk/${client}.ts`)]))
    },
    splitting: true,
    outdir: join(out, name),
    outExtension: { ".js": ".mjs" },
    define: { GLISSADE_RUNTIMES: JSON.stringify(runtimes) },
    metafile: true
  })
  // These entries only re-export the chunks, and nothing imports them.
  rmSync(join(out, name, "sdk"), { recursive: true, force: true })
  return modulesOf(metafile).filter(({ file }) => existsSync(join(out, name, file)))
}

/** CloudFront compresses the page's files itself. */
const isServed = (path: string): boolean => !/\.(?:br|gz)$/.test(path)

const kilobytes = (modules: ReadonlyArray<Module>): number =>
  Math.round(modules.reduce((total, { bytes }) => total + bytes, 0) / 1000)

for (const [name, { clients, hasEngines }] of Object.entries(functions)) {
  const folder = join(out, name)
  const modules = await bundle(name, clients)
  if (name === "api") writeFileSync(join(folder, "examples.json"), JSON.stringify(examples))
  if (hasEngines === true) cpSync(carried, folder, { recursive: true })
  if (name === "page") cpSync(join(root, "web/dist"), join(folder, "page"), { recursive: true, filter: isServed })
  const bytes = zipFolder(folder)
  const hash = createHash("sha256").update(bytes).digest()
  const file = `${name}-${hash.toString("hex").slice(0, 16)}.zip`
  writeFileSync(join(out, file), bytes)
  bundles[name] = { zip: file, sha256: hash.toString("base64"), handler: "index.handler", modules }
  const unzipped = filesOf(folder).reduce((total, path) => total + statSync(path).size, 0)
  sizes.push({
    function: name,
    "own KB": kilobytes(modules.filter(({ isSdk, isStatic }) => isStatic && !isSdk)),
    "SDK KB": kilobytes(modules.filter(({ isSdk, isStatic }) => isStatic && isSdk)),
    "later KB": kilobytes(modules.filter(({ isStatic }) => !isStatic)),
    "unzipped MB": Math.round(unzipped / 1e5) / 10,
    "zip MB": Math.round(bytes.length / 1e4) / 100
  })
}

rmSync(carried, { recursive: true })

/** The release: the version, and a hash of all bundles, so that the same code has the same name. */
const release = () => {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly version: string }
  const hash = createHash("sha256")
  for (const { sha256 } of Object.values(bundles)) hash.update(sha256)
  return `${version}+${hash.digest("hex").slice(0, 8)}`
}

writeFileSync(join(out, "manifest.json"), `${JSON.stringify({ release: release(), functions: bundles }, null, 2)}\n`)
console.table(sizes)
