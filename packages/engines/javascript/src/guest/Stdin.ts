/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * `process.stdin`. Input that was given is one chunk. Where it comes while the program runs, the loop waits for it as long as somebody
 * listens, and each piece is a chunk.
 */
export const makeStdin = (
  p: GuestValue,
  host: GuestValue,
  loop: GuestValue,
  { emit, prototype }: GuestValue,
  isOutput: (stream: GuestValue) => boolean
): GuestValue => {
  const decoder = new (globalThis as GuestValue).TextDecoder()
  const decode = p.uncurry((globalThis as GuestValue).TextDecoder.prototype.decode)
  const stdin: GuestValue = p.create(prototype)
  let isInteractive = false
  let encoding: string | undefined
  /** The event that made the stream flow. */
  let flow: string | undefined
  let ended = false
  let closed = false
  /** A piece that came and was not read yet. */
  let ready: GuestValue
  /** Takes the next chunk of an iteration. */
  let next: GuestValue

  const isUtf8 = (name: GuestValue): boolean => name === "utf8" || name === "utf-8"
  const chunkOf = (bytes: GuestValue): GuestValue => {
    if (encoding === "utf8") return decode(decoder, bytes, p.noProto({ stream: !ended }))
    const buffer = host.asBuffer(bytes)
    return encoding === undefined ? buffer : buffer.toString(encoding)
  }
  const close = (): void => {
    if (closed) return
    closed = true
    emit(stdin, "end", [])
    emit(stdin, "close", [])
  }
  /** What was given and is not read yet; `null` if that is nothing. */
  const takeGiven = (): GuestValue => {
    const bytes = host.stdin(Infinity)
    ended = true
    return p.typedLength(bytes) === 0 ? null : chunkOf(bytes)
  }
  const endFlow = (): void => {
    if (flow !== "readable") return close()
    emit(stdin, "readable", [])
    loop.nextTick(close)
  }
  const deliver = (chunk: GuestValue): void => {
    const taker = next
    next = undefined
    taker(chunk === null ? { value: undefined, done: true } : { value: chunk, done: false })
  }
  const arrived = (bytes: GuestValue): void => {
    ended = p.typedLength(bytes) === 0
    if (ended || flow !== "data") loop.reads(undefined)
    if (next !== undefined) deliver(ended ? null : chunkOf(bytes))
    else if (ended) endFlow()
    else if (flow === "data") emit(stdin, "data", [chunkOf(bytes)])
    else {
      ready = bytes
      emit(stdin, "readable", [])
    }
  }
  const flowGiven = (): void => {
    if (flow === "data") {
      const chunk = ended ? null : takeGiven()
      if (chunk !== null) emit(stdin, "data", [chunk])
      return close()
    }
    emit(stdin, "readable", [])
    if (ended) loop.nextTick(close)
  }
  const startFlow = (event: string): void => {
    if (flow !== undefined || event === "end") return
    flow = event
    if (!isInteractive) loop.later(flowGiven)
    else if (ended) loop.later(endFlow)
    else loop.reads(arrived)
  }
  const stop = (): GuestValue => {
    if (isInteractive) {
      flow = undefined
      loop.reads(undefined)
    }
    return stdin
  }
  const read = (): GuestValue => {
    if (isInteractive && !ended) {
      const bytes = ready
      ready = undefined
      loop.reads(arrived)
      return bytes === undefined ? null : chunkOf(bytes)
    }
    if (!ended) return takeGiven()
    close()
    return null
  }
  const members: GuestValue = {
    fd: 0,
    setEncoding: (name: GuestValue) => {
      const wanted = name === undefined || name === null ? "utf8" : p.lower(p.String(name))
      encoding = isUtf8(wanted) ? "utf8" : name
      if (encoding !== "utf8") host.asText("", encoding)
      return stdin
    },
    pipe: (to: GuestValue) => {
      stdin.on("data", (chunk: GuestValue) => to.write(chunk))
      stdin.on("end", () => {
        if (!isOutput(to)) to.end()
      })
      to.emit("pipe", stdin)
      return to
    },
    unpipe: () => stdin,
    isPaused: () => false,
    destroy: stop,
    destroyed: false,
    readable: true,
    readableEnded: false,
    readableFlowing: null,
    read,
    resume: () => {
      startFlow("data")
      return stdin
    },
    pause: stop,
    unref: () => {
      loop.holds(false)
      return stdin
    },
    ref: () => {
      loop.holds(true)
      return stdin
    }
  }
  const names = p.keys(members)
  for (let i = 0; i < names.length; i++) p.method(stdin, names[i], members[names[i]], true)
  p.method(stdin, p.asyncIterator, () => {
    const iterator: GuestValue = {
      next: () =>
        new p.Promise((resolve: GuestValue) => {
          next = resolve
          if (ended) deliver(null)
          else if (isInteractive) loop.reads(arrived)
          else deliver(takeGiven())
        }),
      return: async () => {
        stop()
        return { value: undefined, done: true }
      }
    }
    p.method(iterator, p.asyncIterator, () => iterator)
    return iterator
  })
  return p.noProto({
    stream: stdin,
    heard: startFlow,
    begin: (interactive: boolean) => {
      isInteractive = interactive
    }
  })
}
