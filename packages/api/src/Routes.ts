import { errorPlace } from "@glissade/core/ErrorPlace"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import * as Headers from "effect/http/Headers"
import * as HttpIncomingMessage from "effect/http/HttpIncomingMessage"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRespondable from "effect/http/HttpServerRespondable"
import * as HttpServerError from "effect/http/HttpServerError"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as UrlParams from "effect/http/UrlParams"
import * as ByteSize from "effect/ByteSize"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Authorization from "./Authorization.ts"
import { Api, ExecutionsApi, JobsApi } from "./Api.ts"
import { layerExecutions, layerJobs, layerSystem } from "./Handlers.ts"
import { describedApi } from "./Description.ts"
import * as JobKeySecurity from "./JobKeySecurity.ts"
import { problemResponse } from "./ProblemResponse.ts"
import { compressed, makeRepresentation, represent } from "./Representation.ts"
import * as RequestBody from "./RequestBody.ts"
import { ServedApi } from "./ServedApi.ts"
import { OtherPaths, unknownRoute } from "./UnknownRoute.ts"
import * as Validation from "./Validation.ts"

/** Larger bodies are not read into memory. The largest job that is accepted fits, with escapes. */
export const maximumBodyBytes = 1024 * 1024

const maximumBodySize = Option.getOrThrow(ByteSize.fromInput(maximumBodyBytes))

/** Bytes of an oversized body that are read and dropped, so that clients that write before they read get the response. */
const maximumDrainBytes = 8 * 1024 * 1024

const tooLarge = problemResponse({
  status: 413,
  type: "too-large",
  title: "The request is too large",
  detail: `the body is over ${maximumBodyBytes} bytes`,
  errors: [{ path: [], message: `must be at most ${maximumBodyBytes} bytes` }],
  maximumBytes: maximumBodyBytes
})

const drain = (request: HttpServerRequest.HttpServerRequest) =>
  request.stream.pipe(
    Stream.mapAccum(
      () => 0,
      (total, chunk) => [total + chunk.length, [total + chunk.length]] as const
    ),
    Stream.takeWhile((total) => total < maximumDrainBytes),
    Stream.runDrain,
    Effect.ignore
  )

const isBodyTooLarge = (cause: Cause.Cause<unknown>): boolean =>
  cause.reasons.some((reason) => {
    const error = Cause.isDieReason(reason) ? reason.defect : Cause.isFailReason(reason) ? reason.error : undefined
    return (
      HttpServerError.isHttpServerError(error) &&
      error.reason._tag === "RequestParseError" &&
      error.reason.reason === "BodyTooLarge"
    )
  })

/** Responds with 413 to a body that is too large, with or without `content-length`. */
const bodyLimit = <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) => {
    if (Number(request.headers["content-length"] ?? 0) > maximumBodyBytes) {
      return Effect.as(drain(request), tooLarge)
    }
    return effect.pipe(
      Effect.provideService(HttpIncomingMessage.MaxBodySize, maximumBodySize),
      Effect.catchCauseIf(isBodyTooLarge, () => Effect.succeed(tooLarge))
    )
  })

const failed = problemResponse({
  status: 500,
  type: "internal",
  title: "The server failed",
  detail: "the request is not to blame; the server's log says where it failed"
})

const noSniff = HttpServerResponse.setHeader("x-content-type-options", "nosniff")

const isUnknownRoute = (error: unknown): boolean =>
  HttpServerError.isHttpServerError(error) && error.reason._tag === "RouteNotFound"

/** A defect is logged by its place and answered with a problem. A defect that carries its own answer keeps it. */
const unexpected = (defect: unknown) =>
  HttpServerRespondable.isRespondable(defect)
    ? Effect.die(defect)
    : Effect.as(
        Effect.annotateLogs(Effect.logError("a request failed unexpectedly"), { reason: errorPlace(defect) }),
        failed
      )

/** What applies to every response. */
export const layerGuard = HttpRouter.middleware(
  Effect.map(
    Effect.all([OtherPaths, ServedApi]),
    ([isOtherPath, api]) =>
      <E, R>(effect: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
        bodyLimit(effect).pipe(
          Effect.catchIf(isUnknownRoute, () =>
            unknownRoute.pipe(Effect.provideService(OtherPaths, isOtherPath), Effect.provideService(ServedApi, api))
          ),
          Effect.catchDefect(unexpected),
          Effect.map(noSniff)
        )
  ),
  { global: true }
)

/** The OpenAPI document of the whole API, whichever part of it is served here. */
export const openApi = HttpRouter.use((router) =>
  // Generated on the first request: it takes longer than the rest of a start.
  Effect.gen(function* () {
    const api = yield* describedApi
    const identity = new TextEncoder().encode(JSON.stringify(OpenApi.fromApi(api)))
    return makeRepresentation({
      contentType: "application/json",
      cacheControl: "no-cache",
      identity,
      compressed: yield* compressed(identity)
    })
  }).pipe(
    Effect.cached,
    Effect.flatMap((description) => router.add("GET", "/openapi.json", Effect.flatMap(description, represent)))
  )
)

/** Names of parameters and headers whose values no span and no log may show: the token or ticket of a WebSocket's address, and jobs' keys. */
export const layerSecretNames = Layer.merge(
  Layer.effect(
    UrlParams.CurrentRedactedNames,
    Effect.map(UrlParams.CurrentRedactedNames, (names) => [...names, "token", "ticket"])
  ),
  Layer.effect(
    Headers.CurrentRedactedNames,
    Effect.map(Headers.CurrentRedactedNames, (names) => [...names, JobKeySecurity.header.toLowerCase()])
  )
)

/** Every route of the API over the core services. */
export const layer = Layer.mergeAll(HttpApiBuilder.layer(Api), openApi, layerGuard).pipe(
  Layer.provide([layerExecutions, layerJobs, layerSystem]),
  Layer.provide([Authorization.layer, RequestBody.layer, Validation.layer, JobKeySecurity.layer])
)

/** The routes that need no sandbox. */
export const layerWithoutSandbox = Layer.mergeAll(HttpApiBuilder.layer(JobsApi), openApi, layerGuard).pipe(
  Layer.provide([layerJobs, layerSystem]),
  Layer.provide([Authorization.layer, RequestBody.layer, Validation.layer, JobKeySecurity.layer])
)

/** The routes that need no queue. */
export const layerWithoutQueue = Layer.mergeAll(HttpApiBuilder.layer(ExecutionsApi), layerGuard).pipe(
  Layer.provide(layerExecutions),
  Layer.provide([Authorization.layer, RequestBody.layer, Validation.layer])
)
