import { stripTypeScriptTypes } from "node:module"
import { readMappings } from "./SourceMap.ts"
import type { Place, SourceMap } from "./SourceMap.ts"

/** A TypeScript source as JavaScript; without `map` if every character kept its position. */
export interface Stripped {
  readonly code: string
  readonly map?: SourceMap
}

/** The source is not valid TypeScript. */
export class TypeScriptSyntaxError extends Error {
  readonly place: Place

  constructor(message: string, place: Place) {
    super(message)
    this.place = place
  }
}

/** The compiler crashed, as it does on sources nested thousands deep; this process can no longer strip types. */
export class TypeScriptBreakdown extends Error {}

/** Why JSX is refused, as the end of a sentence. */
export const noJsx = "which is not supported here: there is no React and no page to render to"

/** What may be an element of JSX, in a source that is none of TypeScript. */
const element = /<\/[A-Za-z][\w.]*\s*>|<[A-Za-z][\w.]*(?:\s[^<>\n]{0,500})?\/>|<\/>/

const mapMark = "\n//# sourceMappingURL=data:application/json;base64,"

const withoutWarnings = <A>(act: () => A): A => {
  const emit = process.emitWarning
  process.emitWarning = () => undefined
  try {
    return act()
  } finally {
    process.emitWarning = emit
  }
}

/** Loads the compiler ahead, so that the first program does not wait for it. */
export const warmTypeScript = (): void => {
  withoutWarnings(() => {
    stripTypeScriptTypes("const ready: boolean = true")
    stripTypeScriptTypes("enum Ready { Yes }", { mode: "transform", sourceMap: true })
  })
}

const failure = (cause: unknown, source: string): Error => {
  if (!(cause instanceof SyntaxError)) return new TypeScriptBreakdown("the TypeScript compiler broke down")
  const [first = "", ...rest] = (cause.stack ?? "").split("\n")
  const line = Number(/:(\d+)$/.exec(first)?.[1] ?? 1)
  const marks = rest.find((text) => /^\s*\^+\s*$/.test(text)) ?? "^"
  const message = element.test(source) ? `this looks like JSX, ${noJsx}` : cause.message
  return new TypeScriptSyntaxError(message, { line, column: marks.indexOf("^") + 1 })
}

/** Strips the types. Syntax without a JavaScript equivalent of the same shape (enums, namespaces, ...) is transformed, with a source map. */
export const stripTypes = (code: string): Stripped => {
  try {
    return { code: stripTypeScriptTypes(code) }
  } catch (cause) {
    if (!(cause instanceof SyntaxError && "code" in cause && cause.code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX")) {
      throw failure(cause, code)
    }
  }
  try {
    const transformed = stripTypeScriptTypes(code, { mode: "transform", sourceMap: true })
    const at = transformed.lastIndexOf(mapMark)
    const map = JSON.parse(Buffer.from(transformed.slice(at + mapMark.length), "base64").toString()) as {
      readonly mappings: string
    }
    return { code: transformed.slice(0, at), map: readMappings(map.mappings) }
  } catch (cause) {
    throw failure(cause, code)
  }
}
