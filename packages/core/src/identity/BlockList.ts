import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { BlockedUsers } from "./BlockedUsers.ts"

/** Changes who is blocked in this process. */
export class BlockList extends Context.Service<
  BlockList,
  {
    readonly block: (id: UserId) => Effect.Effect<void>
    readonly unblock: (id: UserId) => Effect.Effect<void>
    /** Blocks these users and no others. */
    readonly replace: (ids: Iterable<UserId>) => Effect.Effect<void>
    /**
     * The same with those whom a store has blocked. If somebody is blocked or unblocked here while the store is read, nothing changes: what was
     * read may be older.
     */
    readonly refresh: <E, R>(read: Effect.Effect<Iterable<UserId>, E, R>) => Effect.Effect<void, E, R>
  }
>()("@glissade/core/BlockList") {}

/** Blocked users in this process's memory; nobody at first. */
export const layerMemory: Layer.Layer<BlockList> = Layer.effectContext(
  Effect.sync(() => {
    let blocked = new Set<UserId>()
    const callbacks = new Map<UserId, Set<() => void>>()
    /** Counts the changes that were made here. */
    let changes = 0

    const tell = (id: UserId) => {
      const ofUser = callbacks.get(id) ?? []
      callbacks.delete(id)
      for (const callback of ofUser) callback()
    }

    const onBlocked = (id: UserId, callback: () => void) => {
      if (blocked.has(id)) {
        callback()
        return () => {}
      }
      const ofUser = callbacks.get(id) ?? new Set()
      callbacks.set(id, ofUser)
      // A function of its own, so that two subscriptions with one callback are two.
      const entry = () => callback()
      ofUser.add(entry)
      return () => {
        ofUser.delete(entry)
        if (ofUser.size === 0 && callbacks.get(id) === ofUser) callbacks.delete(id)
      }
    }

    const replace = (ids: Iterable<UserId>) => {
      const before = blocked
      blocked = new Set(ids)
      for (const id of blocked) if (!before.has(id)) tell(id)
    }

    return Context.empty().pipe(
      Context.add(BlockedUsers, { isBlocked: (id) => blocked.has(id), onBlocked }),
      Context.add(BlockList, {
        block: (id) =>
          Effect.sync(() => {
            changes += 1
            if (blocked.has(id)) return
            blocked.add(id)
            tell(id)
          }),
        unblock: (id) =>
          Effect.sync(() => {
            changes += 1
            blocked.delete(id)
          }),
        replace: (ids) => Effect.sync(() => replace(ids)),
        refresh: (read) =>
          Effect.suspend(() => {
            const before = changes
            return Effect.map(read, (ids) => {
              if (before === changes) replace(ids)
            })
          })
      })
    )
  })
)
