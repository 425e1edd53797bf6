import type { UserId } from "@glissade/protocol/Ids"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { KeysetPage, PageRequest } from "../library/KeysetPage.ts"
import type { StorageUnavailable } from "../library/StorageUnavailable.ts"
import type { UserRecord } from "./Users.ts"

/** What a person keeps. Deleted programs, which can still be restored, do not count. */
export interface Holdings {
  readonly snippets: number
  readonly bytes: number
}

/** A person with what they keep, and what they used. */
export interface AccountOverview extends UserRecord, Holdings {
  /** Of the day in UTC that the list was asked for. */
  readonly runsToday: number
  readonly processorMsToday: number
  /** Of that day and the 29 before it. */
  readonly runs: number
  readonly processorMs: number
}

/** People with the numbers that an operator wants to know of them. */
export class AccountDirectory extends Context.Service<
  AccountDirectory,
  {
    readonly holdings: (id: UserId) => Effect.Effect<Holdings, StorageUnavailable>
    /** Those who came last first. */
    readonly list: (request: PageRequest) => Effect.Effect<KeysetPage<AccountOverview>, StorageUnavailable>
  }
>()("@glissade/core/AccountDirectory") {}
