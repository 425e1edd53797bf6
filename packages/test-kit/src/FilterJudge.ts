/** Architectures as Node names them, by what the kernel tells a filter. */
export const audit: Readonly<Record<string, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 }

/** What becomes of a call: the number of the error that it answers, where it is refused. */
export type Verdict = "allow" | "kill" | number

/** Runs a filter of system calls as the kernel does; only what ours are made of. */
export const judge = (
  filter: Uint8Array,
  arch: number,
  number: number,
  args: ReadonlyArray<number | bigint> = []
): Verdict => {
  const view = new DataView(filter.buffer)
  const data = new DataView(new ArrayBuffer(64))
  data.setUint32(0, number, true)
  data.setUint32(4, arch, true)
  for (const [index, value] of args.entries()) data.setBigUint64(16 + index * 8, BigInt(value), true)
  let accumulator = 0
  for (let at = 0; ; at++) {
    const code = view.getUint16(at * 8, true)
    const [whenTrue, whenFalse] = [view.getUint8(at * 8 + 2), view.getUint8(at * 8 + 3)]
    const value = view.getUint32(at * 8 + 4, true)
    if (code === 0x20) accumulator = data.getUint32(value, true)
    else if (code === 0x15) at += accumulator === value ? whenTrue : whenFalse
    else if (code === 0x35) at += accumulator >= value ? whenTrue : whenFalse
    else if (code === 0x45) at += (accumulator & value) === 0 ? whenFalse : whenTrue
    else if (code === 0x06) {
      if (value === 0x7fff0000) return "allow"
      return value === 0x80000000 ? "kill" : value & 0xffff
    } else throw new Error(`no instruction of a filter: ${code}`)
  }
}
