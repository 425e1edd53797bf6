/** The options of a program's `tsconfig.json` that decide what it is compiled to. All others are left as they are. */
export interface EmitOptions {
  readonly experimentalDecorators?: boolean
  readonly emitDecoratorMetadata?: boolean
  readonly useDefineForClassFields?: boolean
  readonly verbatimModuleSyntax?: boolean
}

const emitKeys: ReadonlyArray<keyof EmitOptions> = [
  "experimentalDecorators",
  "emitDecoratorMetadata",
  "useDefineForClassFields",
  "verbatimModuleSyntax"
]

/** Longer files are no settings. In characters. */
const longestConfig = 64 * 1024

const string = String.raw`"(?:[^"\\\n]|\\.)*"`
const comments = new RegExp(String.raw`${string}|\/\/[^\n]*|\/\*[^]*?(?:\*\/|$)`, "g")
const lastCommas = new RegExp(String.raw`${string}|,(?=\s*[}\]])`, "g")

/** JSON with comments and commas before closing brackets, as JSON. */
const plainJson = (text: string): string =>
  text
    .replaceAll(comments, (found) => (found.startsWith('"') ? found : " "))
    .replaceAll(lastCommas, (found) => (found.startsWith('"') ? found : ""))

/** The `compilerOptions` of the text of a `tsconfig.json`. Of a text that is none, nothing. */
export const compilerOptionsIn = (text: string): Readonly<Record<string, unknown>> => {
  if (text.length > longestConfig) return {}
  try {
    const config = JSON.parse(plainJson(text.replace(/^\uFEFF/, ""))) as { readonly compilerOptions?: unknown } | null
    const options = config?.compilerOptions
    return typeof options === "object" && options !== null ? (options as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** The options that decide what a program is compiled to, of the text of its `tsconfig.json`. */
export const emitOptionsIn = (text: string): EmitOptions => {
  const given = compilerOptionsIn(text)
  return Object.fromEntries(emitKeys.flatMap((key) => (typeof given[key] === "boolean" ? [[key, given[key]]] : [])))
}
