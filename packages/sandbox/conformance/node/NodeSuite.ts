import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"

/** One of Node's own tests. */
export interface NodeTest {
  /** Name of its file in `test/parallel`. */
  readonly name: string
  /** The module of Node that it tests. */
  readonly module: string
  readonly source: string
}

/** Node's own tests, as `fetch.sh` took them from the source package of Node. */
export interface NodeSuite {
  readonly version: string
  readonly tests: ReadonlyArray<NodeTest>
  /** A file of the suite; `undefined` if there is none. */
  readonly file: (path: string) => Buffer | undefined
  /** Paths of small fixtures by their file names. */
  readonly fixtures: ReadonlyMap<string, string>
}

/** How the tests of a module's begin. */
const prefixes: ReadonlyArray<readonly [module: string, prefix: RegExp]> = [
  ["assert", /^test-assert\b/],
  ["buffer", /^test-(?:buffer|blob|atob|btoa)\b/],
  ["console", /^test-console\b/],
  ["crypto (hashes)", /^test-crypto-(?:hash|hmac|oneshot-hash|pbkdf2|scrypt|random|randomuuid)\b/],
  ["events", /^test-(?:event|events|eventtarget|abortcontroller|aborted)\b/],
  ["fs", /^test-fs\b/],
  ["os", /^test-os\b/],
  ["path", /^test-path\b/],
  ["querystring", /^test-querystring\b/],
  ["readline", /^test-readline\b/],
  ["stream", /^test-(?:stream|stream2|stream3|streams|readable)\b/],
  ["string_decoder", /^test-string-decoder\b/],
  ["timers", /^test-(?:timers|next-tick|set-immediate|microtask)\b/],
  ["url", /^test-(?:url|whatwg-url)\b/],
  ["util", /^test-(?:util|whatwg-encoding)\b/]
]

const defaultFolder = fileURLToPath(new URL("../../.cache/node", import.meta.url))

/** Fixtures beyond this are for other tests. */
const largestFixture = 65_536

/** Finds the suite; `undefined` when it was not fetched. */
export const find = (root: string = process.env["GLISSADE_NODE_TESTS"] ?? defaultFolder): NodeSuite | undefined => {
  if (!existsSync(join(root, "version"))) return undefined
  const parallel = join(root, "test/parallel")
  const tests = readdirSync(parallel)
    .toSorted()
    .flatMap((name) => {
      const module = prefixes.find(([, prefix]) => prefix.test(name))?.[0]
      return module === undefined || !/\.m?js$/.test(name)
        ? []
        : [{ name, module, source: readFileSync(join(parallel, name), "utf8") }]
    })
  const fixtures = new Map(
    readdirSync(join(root, "test/fixtures"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && statSync(join(entry.parentPath, entry.name)).size <= largestFixture)
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .toSorted((a, b) => b.length - a.length)
      .map((path) => [basename(path), path] as const)
  )
  return {
    version: readFileSync(join(root, "version"), "utf8").trim(),
    tests,
    file: (path) => (existsSync(join(root, path)) ? readFileSync(join(root, path)) : undefined),
    fixtures
  }
}
