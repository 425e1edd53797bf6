let turn: Promise<unknown> = Promise.resolve()

/** Makes one change after another: two at once from this page would be in each other's way. */
export const inTurn = <A>(task: () => Promise<A>): Promise<A> => {
  const result = turn.then(task)
  turn = result.catch(() => {})
  return result
}
