import type { FairnessKey } from "../identity/Caller.ts"

/**
 * A fair queue: callers take turns, and so do the connections of one caller; within a connection it is first in, first out. Adding,
 * removing and taking are O(1).
 */
export class FairQueue<Waiter> {
  // The first entry of a map has the next turn. After its turn it moves to the end.
  readonly #callers = new Map<string, Map<string, Set<Waiter>>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  add({ caller, connection }: FairnessKey, waiter: Waiter): void {
    const connections = this.#callers.get(caller) ?? new Map<string, Set<Waiter>>()
    const waiters = connections.get(connection) ?? new Set()
    this.#callers.set(caller, connections)
    connections.set(connection, waiters)
    waiters.add(waiter)
    this.#size += 1
  }

  /** Removes an entry that no longer waits. */
  remove({ caller, connection }: FairnessKey, waiter: Waiter): void {
    const connections = this.#callers.get(caller)
    const waiters = connections?.get(connection)
    if (connections === undefined || waiters === undefined || !waiters.delete(waiter)) return
    this.#size -= 1
    if (waiters.size === 0) connections.delete(connection)
    if (connections.size === 0) this.#callers.delete(caller)
  }

  /** Takes the next entry; `undefined` if the queue is empty. */
  next(): Waiter | undefined {
    for (const [caller, connections] of this.#callers) {
      this.#callers.delete(caller)
      for (const [connection, waiters] of connections) {
        connections.delete(connection)
        for (const waiter of waiters) {
          waiters.delete(waiter)
          this.#size -= 1
          if (waiters.size > 0) connections.set(connection, waiters)
          if (connections.size > 0) this.#callers.set(caller, connections)
          return waiter
        }
      }
    }
    return undefined
  }

  /** Takes everybody. */
  *drain(): Iterable<Waiter> {
    for (let waiter = this.next(); waiter !== undefined; waiter = this.next()) yield waiter
  }
}
