/** The seed of this run: the one in `GLISSADE_SEED`, to run again what failed, or a new one. */
export const seed = Number(process.env["GLISSADE_SEED"] ?? Math.floor(Math.random() * 2 ** 31))

/** Everything is run where this is set; elsewhere what is quick. */
export const isThorough = (process.env["CI"] ?? "") !== ""

/** Numbers in [0, 1) that a seed fixes (mulberry32). */
export const randomFrom = (start: number): (() => number) => {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export const shuffle = <A>(items: ReadonlyArray<A>, random: () => number): Array<A> => {
  const shuffled = [...items]
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}

/** All items in an order that the seed fixes; where not everything is run, the first few of them. */
export const drawn = <A>(items: ReadonlyArray<A>, few: number): ReadonlyArray<A> =>
  shuffle(items, randomFrom(seed)).slice(0, isThorough ? items.length : few)

/** For the names of tests: how to run the same again. */
export const told = `seed ${seed}${isThorough ? "" : ", a part; all where CI is set"}`
