/** Storage can be forbidden or full; what cannot be kept must not stop anybody. */
const attempt = <A>(action: () => A): A | undefined => {
  try {
    return action()
  } catch {
    return undefined
  }
}

const parse = (text: string | null | undefined): unknown => attempt(() => JSON.parse(text ?? "null"))

/** Where something is kept: for as long as the tab lives, or for this browser. */
export type Keep = "tab" | "browser"

const storageOf = (keep: Keep) => (keep === "tab" ? sessionStorage : localStorage)

/** Reads what was kept under a name of this page; `null` where there is nothing that can be read. */
export const readStored = (keep: Keep, name: string): unknown =>
  parse(attempt(() => storageOf(keep).getItem(`glissade.${name}`)))

/** Keeps a value, and says whether it could be kept. */
export const writeStored = (keep: Keep, name: string, value: unknown): boolean =>
  attempt(() => {
    storageOf(keep).setItem(`glissade.${name}`, JSON.stringify(value))
    return true
  }) ?? false
