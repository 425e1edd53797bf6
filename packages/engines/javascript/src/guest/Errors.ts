/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * Gives `error.stack` Node's format: the header line, then frames without those of this prelude. It is computed on access, so that creating
 * an error stays cheap and a stack overflow still has its trace.
 */
export const errorStacks = (p: GuestValue, natives: GuestValue, hidden: string): GuestValue => {
  const own = p.describe(p.Error.prototype, "stack")
  const nativeGet = p.uncurry(own.get)
  const nativeSet = p.uncurry(own.set)
  const nativeCapture = p.Error.captureStackTrace
  const { startsWith, slice, split, push, join, includes, endsWith } = p
  const frames = (native: string): string => {
    const raw = natives.frames(native)
    const lines = split(raw, "\n")
    const kept: GuestValue = []
    // Keep a built-in's frame only if the program called it, not the prelude.
    let builtIns: GuestValue = []
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]
      if (line === "") continue
      if (endsWith(line, " (native)")) {
        push(builtIns, `\n${slice(line, 0, -9)} (<anonymous>)`)
        continue
      }
      if (!includes(line, hidden)) {
        for (let j = 0; j < builtIns.length; j++) push(kept, builtIns[j])
        const unnamed = startsWith(line, "    at <eval> (") ? 15 : startsWith(line, "    at <anonymous> (") ? 20 : 0
        push(kept, unnamed > 0 && endsWith(line, ")") ? `\n    at ${slice(line, unnamed, -1)}` : `\n${line}`)
      }
      builtIns = []
    }
    for (let j = 0; j < builtIns.length; j++) push(kept, builtIns[j])
    return join(kept, "")
  }
  /** Says what was called, where the machine says only that it cannot be. */
  const name = (error: GuestValue, shown: string): void => {
    const message = p.describe(error, "message")?.value
    if ((message !== "not a function" && message !== "not a constructor") || !p.instance(p.TypeError, error)) return
    const named = natives.namedMessage(shown)
    if (named !== undefined) p.method(error, "message", named)
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
      if (!isRaw(raw)) return raw
      const shown = frames(raw)
      name(this, shown)
      return header(this) + shown
    },
    set stack(to: GuestValue) {
      if (typeof to === "string") nativeSet(this, to)
      else p.method(this, "stack", to)
    }
  }
  const described = p.describe(accessor, "stack")
  p.define(p.Error.prototype, "stack", p.noProto({ get: described.get, set: described.set, configurable: true }))
  p.method(p.Error, "captureStackTrace", function captureStackTrace(target: GuestValue, ...above: GuestValue): void {
    const holder = p.create(null)
    if (above.length > 0) nativeCapture(holder, above[0])
    else nativeCapture(holder, captureStackTrace)
    const raw = holder.stack
    p.method(target, "stack", isRaw(raw) ? header(target) + frames(raw) : raw)
  })
  /** Only the frames, even if the program or the host set the error's trace. */
  const framesOf = (error: GuestValue): string => {
    const set = p.hasOwn(error, "stack") ? error.stack : undefined
    if (typeof set !== "string") {
      const shown = frames(p.String(nativeGet(error) ?? ""))
      name(error, shown)
      return shown
    }
    const from = p.indexOf(set, "\n    at ")
    return from < 0 ? "" : slice(set, from)
  }
  return p.noProto({ frames: framesOf })
}
