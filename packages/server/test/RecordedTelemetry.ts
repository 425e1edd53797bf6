import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Tracer from "effect/Tracer"

/** Spans and lines of the log as they come, for tests of what must not be in them. */
export const recordTelemetry = () => {
  const spans: Array<Tracer.Span> = []
  const logged: Array<string> = []
  const tracer = Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      spans.push(span)
      return span
    }
  })
  const telemetry = Layer.merge(
    Layer.succeed(Tracer.Tracer, tracer),
    Logger.layer([Logger.map(Logger.formatJson, (line) => void logged.push(line))])
  )
  return { spans, logged, telemetry }
}
