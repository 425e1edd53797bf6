import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"

/**
 * Trace context for what travels beside a queue message, in the form of `traceparent`. Effect's own (`HttpTraceContext`) is among its unstable
 * modules of HTTP, which nothing below the edges imports, and writes a second header.
 * https://www.w3.org/TR/trace-context/#traceparent-header
 */
export const encode = ({ sampled, spanId, traceId }: Tracer.AnySpan): string =>
  `00-${traceId}-${spanId}-${sampled ? "01" : "00"}`

/** The span that a `traceparent` names; nothing where it names none. */
export const decode = (text: string | undefined): Option.Option<Tracer.ExternalSpan> => {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(text ?? "")
  if (match === null) return Option.none()
  return Option.some(
    Tracer.externalSpan({ traceId: match[1]!, spanId: match[2]!, sampled: (Number.parseInt(match[3]!, 16) & 1) === 1 })
  )
}

/** Options of a span: where it was made is known by its name, and looking at the stack for it costs more than the rest of the span. */
export const untraced = { captureStackTrace: false } as const
