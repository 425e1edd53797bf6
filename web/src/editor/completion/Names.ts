/** Names of a language, as its interpreter has them: `scripts/list-names.ts` writes them. Those of one kind are in one text, with spaces between. */
export interface Names {
  /** Keywords, and what is there without an import. */
  readonly names: string
  /** What can be imported. */
  readonly modules: string
  /** What modules, classes and objects have, by their names. */
  readonly members: Readonly<Record<string, string>>
  /** Methods of the usual types. */
  readonly methods: string
}

const javascript = async () => (await import("./names/javascript.json")).default

const lists: Readonly<Record<string, () => Promise<Names>>> = {
  python: async () => (await import("./names/python.json")).default,
  javascript,
  typescript: javascript,
  lua: async () => (await import("./names/lua.json")).default,
  ruby: async () => (await import("./names/ruby.json")).default
}

const none: Names = { names: "", modules: "", members: {}, methods: "" }

const loaded = new Map<string, Promise<Names>>()

/** The names of a grammar; none for one that has no list, and while the list cannot be loaded. */
export const namesOf = (grammar: string): Promise<Names> => {
  const known = loaded.get(grammar)
  if (known !== undefined) return known
  const names = (lists[grammar]?.() ?? Promise.resolve(none)).catch(() => {
    loaded.delete(grammar)
    return none
  })
  loaded.set(grammar, names)
  return names
}
