const name = String.raw`[\p{ID_Continue}$]+`

/** Longer lists of names are not read, in characters. */
const longestList = 20_000

const declarations = new RegExp(
  [
    String.raw`\b(?:interface|type|namespace|module)\s+(?:${name}\s+as\s+)?(${name})`,
    String.raw`\bdeclare\s+(?:abstract\s+)?\w+\s+(${name})`,
    String.raw`\b(?:import|export)\s+type\s*(\{[^}]{0,${longestList}}\}|\*\s*as\s+${name})`
  ].join("|"),
  "gu"
)

const names = new RegExp(name, "gu")

/** The names that a TypeScript source declares as types. One that is also a value may be among them. */
export const declaredTypes = (source: string): ReadonlySet<string> => {
  const found = new Set<string>()
  for (const [, type, declared, list] of source.matchAll(declarations)) {
    const one = type ?? declared
    if (one !== undefined) found.add(one)
    for (const [listed] of (list ?? "").matchAll(names)) found.add(listed)
  }
  if (/\bexport\s+default\s+interface\b/.test(source)) found.add("default")
  return found
}
