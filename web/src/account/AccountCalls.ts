import type { Deletion, KeyEntry, KeyList, Me as MeSchema, NewKey } from "@glissade/protocol/Account"
import { ask, call } from "../library/Calls.ts"

/** The person, as the server sends them. */
export type Me = typeof MeSchema.Encoded
export type Key = typeof KeyEntry.Encoded

/** What a key may do. */
export type Scope = Key["scopes"][number]

export interface KeyWish {
  readonly name: string
  readonly scopes: ReadonlyArray<Scope>
  /** Without it the key does not expire. */
  readonly expires_at?: string
}

export const readMe = (): Promise<Me> => call("GET", "/me")

export const listKeys = async (): Promise<ReadonlyArray<Key>> =>
  (await call<typeof KeyList.Encoded>("GET", "/me/keys")).items

export const makeKey = (body: KeyWish): Promise<typeof NewKey.Encoded> => call("POST", "/me/keys", { body })

export const revokeKey = (id: string): Promise<void> => call("DELETE", `/me/keys/${id}`)

/** Everything that is kept of the person may be many megabytes. */
const exportPatienceMs = 300_000

export const exportAll = async (): Promise<Blob> =>
  (await ask("GET", "/me/export", { patienceMs: exportPatienceMs })).blob()

/** What a person types to have everything deleted; the server asks for it too. */
export const deletionPhrase = "delete everything" satisfies (typeof Deletion.Encoded)["confirm"]

export const deleteAccount = (): Promise<void> => call("DELETE", "/me", { body: { confirm: deletionPhrase } })
