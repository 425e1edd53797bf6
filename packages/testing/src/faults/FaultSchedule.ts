/** Says for the next call whether it goes wrong, and how. Asked once for each call, in their order. */
export type FaultSchedule<Fault> = () => Fault | undefined

/** The n-th call, counted from 0, goes wrong as the entry says; all others go well. */
export const atCalls = <Fault>(faults: Readonly<Record<number, Fault>>): FaultSchedule<Fault> => {
  let call = 0
  return () => faults[call++]
}

/** All calls from the n-th to before the m-th go wrong in the same way: what is between here and there is cut, for a while. */
export const partition = <Fault>(from: number, to: number, fault: Fault): FaultSchedule<Fault> => {
  let call = 0
  return () => {
    const isCut = call >= from && call < to
    call++
    return isCut ? fault : undefined
  }
}

/** A generator of numbers from 0 up to 1 (mulberry32): the same ones for the same seed. */
export const makeRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** So large a share of the calls goes wrong, each in one of these ways; the same calls for the same seed. */
export const seeded = <Fault>(seed: number, share: number, faults: ReadonlyArray<Fault>): FaultSchedule<Fault> => {
  const random = makeRandom(seed)
  return () => {
    const isFault = random() < share
    const which = Math.floor(random() * faults.length)
    return isFault ? faults[which] : undefined
  }
}
