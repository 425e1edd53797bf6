import { signal } from "@preact/signals-core"
import { sayDone } from "../library/PanelNotice.tsx"
import type { Key, Scope } from "./AccountCalls.ts"
import { addKey, keys, newKey, removeKey } from "./AccountState.ts"

const scopes: ReadonlyArray<readonly [Scope, string]> = [
  ["run", "Run programs"],
  ["read", "Read programs and runs"],
  ["write", "Save, change and delete them"]
]

const lifetimes = [
  [30, "30 days"],
  [90, "90 days"],
  [365, "a year"],
  [0, "no end"]
] as const

const name = signal("")
const chosen = signal<ReadonlyArray<Scope>>(["run"])
const days = signal(90)

const dayMs = 86_400_000

const make = async () => {
  const wish = { name: name.peek().trim(), scopes: chosen.peek() }
  if (wish.name === "") return sayDone("Give the key a name, by which you know it again.")
  if (wish.scopes.length === 0) return sayDone("Choose what the key may do.")
  const lifetime = days.peek() * dayMs
  const isMade = await addKey(
    lifetime === 0 ? wish : { ...wish, expires_at: new Date(Date.now() + lifetime).toISOString() }
  )
  if (!isMade) return
  name.value = ""
  sayDone("The key is made. Copy it now: it is shown only this once.")
}

const copy = (key: string) =>
  navigator.clipboard.writeText(key).then(
    () => sayDone("The key is on the clipboard."),
    () => sayDone("The browser does not let this page copy: mark the key and copy it.")
  )

const dayOf = (iso: string) => new Date(iso).toLocaleDateString([], { dateStyle: "medium" })

const factsOf = ({ expires_at: end, last_used_at: used, prefix, scopes }: Key): string =>
  [
    `${prefix}…`,
    scopes.join(", "),
    used === null ? "never used" : `used last on ${dayOf(used)}`,
    end === null ? "does not expire" : `${Date.parse(end) < Date.now() ? "expired" : "expires"} on ${dayOf(end)}`
  ].join(" · ")

const toggle = (scope: Scope, isOn: boolean) => {
  const others = chosen.peek().filter((one) => one !== scope)
  chosen.value = isOn ? [...others, scope] : others
}

const Made = ({ of }: { readonly of: string }) => (
  <p class="new-key">
    <input type="text" readOnly aria-label="The new key" value={of} onFocus={(event) => event.currentTarget.select()} />
    <button type="button" onClick={() => void copy(of)}>
      Copy
    </button>
  </p>
)

const MakeForm = () => (
  <form
    class="about"
    onSubmit={(event) => {
      event.preventDefault()
      void make()
    }}
  >
    <label>
      Name of a new key
      <input
        type="text"
        maxLength={100}
        placeholder="Such as: build server"
        value={name.value}
        onInput={(event) => (name.value = event.currentTarget.value)}
      />
    </label>
    <fieldset class="sources">
      <legend class="visually-hidden">What the key may do</legend>
      {scopes.map(([scope, words]) => (
        <label key={scope} class="choice">
          <input
            type="checkbox"
            checked={chosen.value.includes(scope)}
            onChange={(event) => toggle(scope, event.currentTarget.checked)}
          />
          {words}
        </label>
      ))}
    </fieldset>
    <div class="actions">
      <label class="choice">
        Valid for
        <select value={days.value} onChange={(event) => (days.value = Number(event.currentTarget.value))}>
          {lifetimes.map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Make key</button>
    </div>
  </form>
)

/** The person's API keys: made, shown once, listed and revoked. */
export const Keys = () => (
  <>
    <p class="quiet">A key lets a program of yours act here as you. Send it as Authorization: Bearer.</p>
    {newKey.value === undefined ? null : <Made of={newKey.value} />}
    <ul>
      {keys.value.map((key) => (
        <li key={key.id} class="version">
          <span>
            <strong>{key.name}</strong> <span class="facts">{factsOf(key)}</span>
          </span>
          <button type="button" class="link" aria-label={`Revoke: ${key.name}`} onClick={() => void removeKey(key)}>
            Revoke
          </button>
        </li>
      ))}
    </ul>
    <MakeForm />
  </>
)
