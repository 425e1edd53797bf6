import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { StorageUnavailable } from "../library/StorageUnavailable.ts"

/** What a person used in one day, in UTC. */
export interface DayUsage {
  readonly user: UserId
  /** Such as `2026-01-31`. */
  readonly day: string
  readonly runs: number
  readonly processorMs: number
}

/** What people used, by the day. */
export class Usage extends Context.Service<
  Usage,
  {
    /** Adds to what is there; people who are not known are left out. */
    readonly add: (entries: ReadonlyArray<DayUsage>) => Effect.Effect<void, StorageUnavailable>
    readonly ofDay: (user: UserId, day: string) => Effect.Effect<DayUsage, StorageUnavailable>
    /** The latest days of a person that have something, the latest first. */
    readonly latest: (user: UserId, days: number) => Effect.Effect<ReadonlyArray<DayUsage>, StorageUnavailable>
  }
>()("@glissade/core/Usage") {}
