const pageBytes = 65_536

const encodeUnsigned = (value: number): Array<number> => {
  const bytes: Array<number> = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest > 0 ? low + 128 : low)
  } while (rest > 0)
  return bytes
}

/** The same WebAssembly module with a maximum for its one memory, which V8 enforces. */
export const boundMemory = (wasm: Uint8Array<ArrayBuffer>, maximumBytes: number): Uint8Array<ArrayBuffer> => {
  let at = 8
  const unsigned = (): number => {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = wasm[at++] ?? 0
      value += (byte & 127) * factor
      factor *= 128
      if (byte < 128) return value
    }
  }
  while (at < wasm.length) {
    const start = at
    const id = wasm[at++]
    const length = unsigned()
    const contents = at
    if (id !== 5) {
      at = contents + length
      continue
    }
    const memories = unsigned()
    const flags = unsigned()
    const minimum = unsigned()
    if (memories !== 1 || flags > 1) throw new Error("the module's memory is not of the kind that can be bounded")
    const body = [1, 1, ...encodeUnsigned(minimum), ...encodeUnsigned(Math.floor(maximumBytes / pageBytes))]
    const section = [5, ...encodeUnsigned(body.length), ...body]
    const bounded = new Uint8Array(start + section.length + wasm.length - contents - length)
    bounded.set(wasm.subarray(0, start))
    bounded.set(section, start)
    bounded.set(wasm.subarray(contents + length), start + section.length)
    return bounded
  }
  throw new Error("the module has no memory")
}
