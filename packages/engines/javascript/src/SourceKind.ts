/** How a file is run. `either` is for its syntax to decide: CommonJS unless it can only be a module. */
export type SourceKind = "commonjs" | "module" | "json" | "either"

const byEnding: ReadonlyArray<readonly [endings: RegExp, kind: SourceKind]> = [
  [/\.m[jt]s$/, "module"],
  [/\.c[jt]s$/, "commonjs"],
  [/\.json$/, "json"]
]

const typeIn = (text: string): unknown => {
  try {
    return (JSON.parse(text) as { readonly type?: unknown } | null)?.type
  } catch {
    return undefined
  }
}

/** The kind of a file as Node decides it: by its ending, then by the `type` of the nearest `package.json`. */
export const sourceKind = (path: string, read: (path: string) => string | undefined): SourceKind => {
  const known = byEnding.find(([endings]) => endings.test(path))
  if (known !== undefined) return known[1]
  for (let folder = path; folder.includes("/");) {
    folder = folder.slice(0, folder.lastIndexOf("/"))
    const text = read(`${folder}/package.json`)
    if (text === undefined) continue
    const type = typeIn(text)
    return type === "module" || type === "commonjs" ? type : "either"
  }
  return "either"
}

/** Whether a source that is no CommonJS may be a module. */
export const mayBeModule = (code: string): boolean => /\b(?:import|export|await)\b/.test(code)

/** Whether a source begins with an import or an export, as most modules do, so that it cannot be CommonJS. */
export const isSurelyModule = (code: string): boolean =>
  /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*(?:import\s*["'{*]|import\s+[\w$]|export\b)/.test(
    code.slice(0, 5000)
  )
