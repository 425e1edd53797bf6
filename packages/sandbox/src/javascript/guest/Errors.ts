import type { GuestValue } from "./GuestValue.ts"

/**
 * Makes `error.stack` what a Node programmer expects: the header line, then frames without those of this prelude. It is
 * worked out when asked for, so that making an error stays cheap and a stack overflow still has its trace.
 */
export const errorStacks = (p: GuestValue, mapFrames: GuestValue, hidden: string): GuestValue => {
  const own = p.describe(p.Error.prototype, "stack")
  const nativeGet = p.uncurry(own.get)
  const nativeCapture = p.Error.captureStackTrace
  const { startsWith, slice, split, push, join, includes, endsWith } = p
  const frames = (native: string): string => {
    const raw = mapFrames(native)
    const lines = split(raw, "\n")
    const kept: GuestValue = []
    for (let i = 0; i < lines.length; i++) {
      let line = lines[i]
      if (line === "" || includes(line, hidden)) continue
      if (endsWith(line, " (native)")) line = `${slice(line, 0, -9)} (<anonymous>)`
      const unnamed = startsWith(line, "    at <eval> (") ? 15 : startsWith(line, "    at <anonymous> (") ? 20 : 0
      if (unnamed > 0 && endsWith(line, ")")) line = `    at ${slice(line, unnamed, -1)}`
      push(kept, `\n${line}`)
    }
    return join(kept, "")
  }
  const header = (error: GuestValue): string => {
    try {
      return p.errorText(error)
    } catch {
      return "Error"
    }
  }
  const isRaw = (stack: GuestValue): boolean =>
    typeof stack === "string" && (stack === "" || startsWith(stack, "    at "))
  const accessor = {
    get stack(): GuestValue {
      const raw = nativeGet(this)
      return isRaw(raw) ? header(this) + frames(raw) : raw
    }
  }
  p.define(
    p.Error.prototype,
    "stack",
    p.noProto({ get: p.describe(accessor, "stack").get, set: own.set, configurable: true })
  )
  p.method(p.Error, "captureStackTrace", function captureStackTrace(target: GuestValue, ...above: GuestValue): void {
    const holder = p.create(null)
    if (above.length > 0) nativeCapture(holder, above[0])
    else nativeCapture(holder, captureStackTrace)
    const raw = holder.stack
    p.method(target, "stack", isRaw(raw) ? header(target) + frames(raw) : raw)
  })
  return p.noProto({ raw: (error: GuestValue) => frames(p.String(nativeGet(error) ?? "")), header })
}
