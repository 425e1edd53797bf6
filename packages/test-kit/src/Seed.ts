import { makeRandom } from "@glissade/testing/faults/FaultSchedule"

/** The seed of this run: the one in `GLISSADE_SEED`, to run again what failed, or a new one. */
export const seed = Number(process.env["GLISSADE_SEED"] ?? Math.floor(Math.random() * 2 ** 31))

/** Everything is run where this is set; elsewhere what is quick. */
export const isThorough = (process.env["CI"] ?? "") !== ""

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
  shuffle(items, makeRandom(seed)).slice(0, isThorough ? items.length : few)

/** For the names of tests: how to run the same again. */
export const told = `seed ${seed}${isThorough ? "" : ", a part; all where CI is set"}`
