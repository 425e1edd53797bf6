import { pageHeaders } from "@glissade/api/PageHeaders"
import { represent } from "@glissade/api/Representation"
import { OtherPaths, unknownRoute } from "@glissade/api/UnknownRoute"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import { ServerConfig } from "./ServerConfig.ts"
import { StaticFiles } from "./StaticFiles.ts"

/** Origins besides the server's own that the page may ask: those of the provider that people sign in with. */
export const PageSources = Context.Reference<ReadonlyArray<string>>("@glissade/server/PageSources", {
  defaultValue: () => []
})

/**
 * The page connects to its own server, and to the provider if there is one. It loads nothing from elsewhere. The editor creates its styles
 * at run time.
 */
const secureFor = (sources: ReadonlyArray<string>) =>
  pageHeaders([
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    ["connect-src 'self'", ...sources].join(" "),
    "object-src 'none'"
  ])

/**
 * The page's formatter for Python runs in a worker, which has a policy of its own: WebAssembly is compiled there, and nowhere in the page. Code
 * from texts is not.
 */
const compiling = pageHeaders(["default-src 'none'", "script-src 'wasm-unsafe-eval'", "connect-src 'self'"])

const isCompiling = (path: string): boolean => /^\/assets\/PythonFormat-[\w-]+\.js$/.test(path)

/** Short links of programs, mistyped ones too: the page reads which one from its own address, and says if it is not there. */
const isShortLink = (path: string): boolean => /^\/s\/[^/]{1,100}$/.test(path)

/** The files of the built page, if there is one. */
export class PageFiles extends Context.Service<PageFiles, StaticFiles | undefined>()("@glissade/server/PageFiles") {}

export const layerFiles = Layer.effect(
  PageFiles,
  Effect.map(ServerConfig, ({ pageFolder }) => (pageFolder === undefined ? undefined : new StaticFiles(pageFolder)))
)

/** Paths that can be read besides the API, for 405 responses. */
export const layerPaths = Layer.effect(
  OtherPaths,
  Effect.gen(function* () {
    const files = yield* PageFiles
    const { metricsPort } = yield* ServerConfig
    const paths = new Set(["/ws", "/docs", ...(metricsPort === undefined ? ["/metrics"] : [])])
    return (path: string) => paths.has(path) || files?.has(path) === true || (files !== undefined && isShortLink(path))
  })
)

/** Serves the files of the built page at their paths. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const files = yield* PageFiles
    const secure = secureFor(yield* PageSources)
    return files === undefined
      ? Layer.empty
      : HttpRouter.add(
          "GET",
          "/*",
          Effect.gen(function* () {
            const { url } = yield* HttpServerRequest.HttpServerRequest
            const path = url.split("?")[0]!
            const file = files.get(isShortLink(path) ? "/" : path)
            if (file === undefined) return yield* unknownRoute
            return (isCompiling(path) ? compiling : secure)(yield* represent(file))
          })
        )
  })
)
