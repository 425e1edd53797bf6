import type { ImportDeclaration } from "acorn"
import { nameOf } from "./ModuleSyntax.ts"
import type { ModuleSyntax, Place } from "./ModuleSyntax.ts"

/** Which names of a file are types and nothing else. */
export interface TypeNames {
  /** Of what another file exports under a name. */
  readonly isExportedType: (specifier: string, name: string) => boolean
  /** Of a name at the top of the file itself, imported or declared. */
  readonly isLocalType: (name: string) => boolean
}

/** What an import or an export says that it is from. */
export const specifierOf = ({ source }: { readonly source?: { readonly value?: unknown } | null }): string =>
  String(source?.value)

/** Behind the comma after a place, comments included. */
const behindComma = (code: string, from: number): number => {
  const gap = /^(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*,/.exec(code.slice(from))
  return from + (gap?.[0].length ?? 0)
}

/** The places to blank so that some of a list are left out, with the commas between them. */
const partsOf = (list: ReadonlyArray<Place>, isKept: (index: number) => boolean): ReadonlyArray<Place> =>
  list.flatMap((place, index) =>
    isKept(index) ? [] : [{ start: place.start, end: list[index + 1]?.start ?? place.end }]
  )

const importParts = (code: string, { specifiers }: ImportDeclaration, isKept: (index: number) => boolean) => {
  const named = specifiers.filter(({ type }) => type === "ImportSpecifier")
  const offset = specifiers.length - named.length
  const parts = partsOf(named, (index) => isKept(index + offset))
  const [first, second] = specifiers
  if (first?.type !== "ImportDefaultSpecifier") return parts
  if (!isKept(0)) return [{ start: first.start, end: behindComma(code, first.end) }, ...parts]
  const isAlone = second?.type !== "ImportNamespaceSpecifier" || isKept(1)
  return isAlone ? parts : [{ start: first.end, end: second.end }]
}

/** Blanks places. Where a whole statement goes, its end stays, in case that the one before relies on it. */
const blank = (code: string, places: ReadonlyArray<Place>, statements: ReadonlySet<Place>): string => {
  let result = ""
  let at = 0
  for (const place of places.toSorted((one, other) => one.start - other.start)) {
    const spaces = code.slice(place.start, place.end).replaceAll(/[^\n\r\u2028\u2029]/g, " ")
    result += code.slice(at, place.start) + (statements.has(place) ? `;${spaces.slice(1)}` : spaces)
    at = place.end
  }
  return result + code.slice(at)
}

/**
 * Leaves out the imports that are used as types only, and the exports that are types, as TypeScript does when it sees all files. Every
 * character that is left keeps its position.
 */
export const elide = (code: string, syntax: ModuleSyntax, types: TypeNames): string => {
  const exported = new Set<string>()
  const places: Array<Place> = []
  const statements = new Set<Place>()
  const leaveOut = (statement: Place): void => {
    places.push(statement)
    if (statement.start > syntax.bodyStart) statements.add(statement)
  }
  for (const declaration of syntax.exports) {
    const isFrom = declaration.source != null
    const isKept = declaration.specifiers.map(({ local }) => {
      const name = nameOf(local)
      const isType = isFrom ? types.isExportedType(specifierOf(declaration), name) : types.isLocalType(name)
      if (!isFrom && !isType) exported.add(name)
      return !isType
    })
    if (isFrom && !isKept.includes(true)) leaveOut(declaration)
    else places.push(...partsOf(declaration.specifiers, (index) => isKept[index] === true))
  }
  const { defaultName } = syntax
  if (defaultName !== undefined) {
    if (types.isLocalType(defaultName.name)) leaveOut(defaultName)
    else exported.add(defaultName.name)
  }
  for (const declaration of syntax.imports) {
    const isKept = declaration.specifiers.map(({ local: { name } }) => {
      const isUsed = syntax.used.has(name) || exported.has(name)
      return isUsed && !types.isLocalType(name)
    })
    const head = code.slice(declaration.start, declaration.source.start)
    const isEmpty = isKept.length === 0 && head.replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, "").includes("{")
    if (isEmpty || (isKept.length > 0 && !isKept.includes(true))) leaveOut(declaration)
    else places.push(...importParts(code, declaration, (index) => isKept[index] === true))
  }
  return places.length === 0 ? code : blank(code, places, statements)
}
