import * as Context from "effect/Context"

/**
 * X-Ray's trace header of the current invocation or message. Messages sent meanwhile carry it on.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export const TraceHeader = Context.Reference<string | undefined>("@glissade/aws/XRay/TraceHeader", {
  defaultValue: () => undefined
})

/** Where Lambda puts the header if a process handles several invocations at a time. */
declare const awslambda: { readonly InvokeStore?: { readonly getXRayTraceId?: () => string | undefined } } | undefined

/** The header of the current invocation: Lambda sets it for each. */
export const ofInvocation = (): string | undefined =>
  (typeof awslambda === "undefined" ? undefined : awslambda.InvokeStore?.getXRayTraceId?.()) ??
  process.env._X_AMZN_TRACE_ID

/** The trace id in a header, as logs and X-Ray's console show it. */
export const traceId = (header: string): string | undefined => /(?:^|;)\s*Root=([^;]+)/.exec(header)?.[1]

/**
 * The header as a `traceparent`, for a message without one: X-Ray's ids are those of W3C in another notation.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
export const toTraceParent = (header: string): string | undefined => {
  const root = /(?:^|;)\s*Root=1-([0-9a-f]{8})-([0-9a-f]{24})/.exec(header)
  const parent = /(?:^|;)\s*Parent=([0-9a-f]{16})/.exec(header)
  if (root === null || parent === null) return undefined
  return `00-${root[1]}${root[2]}-${parent[1]}-${/(?:^|;)\s*Sampled=1/.test(header) ? "01" : "00"}`
}
