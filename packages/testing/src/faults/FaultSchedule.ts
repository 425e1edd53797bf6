/** Returns the fault of the next call, if it is to fail. Called once per call, in order. */
export type FaultSchedule<Fault> = () => Fault | undefined

/** The n-th call, counted from 0, fails as its entry says; all others succeed. */
export const atCalls = <Fault>(faults: Readonly<Record<number, Fault>>): FaultSchedule<Fault> => {
  let call = 0
  return () => faults[call++]
}

/** All calls from the n-th up to, but excluding, the m-th fail in the same way: an outage. */
export const partition = <Fault>(from: number, to: number, fault: Fault): FaultSchedule<Fault> => {
  let call = 0
  return () => {
    const isCut = call >= from && call < to
    call++
    return isCut ? fault : undefined
  }
}

/** A random number generator from 0 up to 1 (mulberry32), deterministic by its seed. */
export const makeRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The given share of calls fails, each in one of the given ways; deterministic by the seed. */
export const seeded = <Fault>(seed: number, share: number, faults: ReadonlyArray<Fault>): FaultSchedule<Fault> => {
  const random = makeRandom(seed)
  return () => {
    const isFault = random() < share
    const which = Math.floor(random() * faults.length)
    return isFault ? faults[which] : undefined
  }
}
