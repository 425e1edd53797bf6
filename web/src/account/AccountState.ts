import { signal } from "@preact/signals-core"
import { CallFailed } from "../library/Calls.ts"
import { say, sayDone } from "../library/PanelNotice.tsx"
import type { Key, KeyWish, Me } from "./AccountCalls.ts"
import { listKeys, makeKey, readMe, revokeKey } from "./AccountCalls.ts"

/** What is known of the person; text if it cannot be had. */
export const me = signal<Me | string | undefined>(undefined)

/** The person's keys, as far as they are loaded. */
export const keys = signal<ReadonlyArray<Key>>([])

/** A key that was just made: its only appearance. */
export const newKey = signal<string | undefined>(undefined)

const load = async (): Promise<void> => {
  try {
    me.value = await readMe()
  } catch (error) {
    me.value = error instanceof CallFailed ? error.message : String(error)
    return
  }
  // Usage, data and signing out do not wait for the keys, and stay where those cannot be had.
  if (me.value.mode === "oidc") {
    await listKeys().then((all) => (keys.value = all), say("Your keys cannot be shown"))
  }
}

/** Asks the server anew who the person is and what they have used. */
export const beginAccount = (): void => {
  me.value = newKey.value = undefined
  keys.value = []
  void load()
}

/** Makes a key, and returns whether that worked. */
export const addKey = async (wish: KeyWish): Promise<boolean> => {
  try {
    const { key, ...entry } = await makeKey(wish)
    keys.value = [entry, ...keys.peek()]
    newKey.value = key
    return true
  } catch (error) {
    say("The key was not made")(error)
    return false
  }
}

export const removeKey = (key: Key): Promise<void> =>
  revokeKey(key.id).then(() => {
    keys.value = keys.peek().filter(({ id }) => id !== key.id)
    newKey.value = undefined
    sayDone(`The key “${key.name}” was revoked: it lets nobody in any more.`)
  }, say("The key was not revoked"))
