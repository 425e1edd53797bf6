import type { AnyNode, ExportNamedDeclaration, ImportDeclaration, Node, Parser, Pattern, Program } from "acorn"

/** Syntax that TypeScript has and the machine has not, so that TypeScript's own compiler has to write it in another way. */
export class NewerSyntax extends Error {}

/** What a source imports and exports, and which names it uses. */
export interface ModuleSyntax {
  readonly imports: ReadonlyArray<ImportDeclaration>
  /** `export { a }` and `export { a } from "b"`. */
  readonly exports: ReadonlyArray<ExportNamedDeclaration>
  /** `export default a`, with the place of the whole declaration. */
  readonly defaultName?: Place & { readonly name: string }
  /** The names that declarations export, and `default`. */
  readonly declared: ReadonlySet<string>
  /** What `export * from` names. */
  readonly stars: ReadonlyArray<string>
  /** The names that are declared at the top. */
  readonly topNames: ReadonlySet<string>
  /** The names that are used other than in imports and exports. */
  readonly used: ReadonlySet<string>
  /** Where the first statement begins that is no import. */
  readonly bodyStart: number
}

/** From the first character to behind the last. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** The syntax of a source without imports, exports and names. */
export const noSyntax: ModuleSyntax = {
  imports: [],
  exports: [],
  stars: [],
  declared: new Set(),
  topNames: new Set(),
  used: new Set(),
  bodyStart: 0
}

/** `export { a }` of what is only a type is for us to leave out, and no fault. */
const lenient = (parser: typeof Parser): typeof Parser =>
  class extends parser {
    checkLocalExport(): void {}
  }

const parserOptions = {
  ecmaVersion: "latest",
  sourceType: "module",
  allowHashBang: true,
  allowReturnOutsideFunction: true
} as const

const parse = (parser: typeof Parser, code: string): Program | undefined => {
  try {
    return lenient(parser).parse(code, parserOptions)
  } catch (cause) {
    const at = cause instanceof SyntaxError && "pos" in cause ? Number(cause.pos) : undefined
    if (at === undefined) return undefined
    if (code[at] === "@" || /\baccessor\s+$/.test(code.slice(Math.max(0, at - 20), at))) throw new NewerSyntax()
    return undefined
  }
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string"

/** The parts of a node in which names stand for values. */
const valueParts = (node: AnyNode): ReadonlyArray<unknown> => {
  switch (node.type) {
    case "ImportDeclaration":
    case "MetaProperty":
    case "BreakStatement":
    case "ContinueStatement":
      return []
    case "MemberExpression":
      return node.computed ? [node.object, node.property] : [node.object]
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
      return node.computed ? [node.key, node.value] : [node.value]
    case "LabeledStatement":
      return [node.body]
    case "ExportNamedDeclaration":
      return [node.declaration]
    case "ExportDefaultDeclaration":
      return node.declaration.type === "Identifier" ? [] : [node.declaration]
    default:
      return Object.values(node)
  }
}

const usedNames = (program: Program): ReadonlySet<string> => {
  const used = new Set<string>()
  const left: Array<unknown> = [program]
  while (left.length > 0) {
    const next = left.pop()
    if (Array.isArray(next)) for (const one of next) left.push(one)
    else if (isNode(next)) {
      if (next.type === "Identifier") used.add(next.name)
      else if (next.type === "VariableDeclaration" && next.kind.endsWith("using")) throw new NewerSyntax()
      else for (const part of valueParts(next)) left.push(part)
    }
  }
  return used
}

const namesIn = (pattern: Pattern, names: Set<string>): void => {
  if (pattern.type === "Identifier") names.add(pattern.name)
  else if (pattern.type === "AssignmentPattern") namesIn(pattern.left, names)
  else if (pattern.type === "RestElement") namesIn(pattern.argument, names)
  else if (pattern.type === "ArrayPattern") {
    for (const element of pattern.elements) if (element !== null) namesIn(element, names)
  } else if (pattern.type === "ObjectPattern") {
    for (const part of pattern.properties) namesIn(part.type === "RestElement" ? part.argument : part.value, names)
  }
}

/** The names of a declaration, into a set. */
const declare = (node: Node, names: Set<string>): void => {
  const declaration = node as AnyNode
  if (declaration.type === "FunctionDeclaration" || declaration.type === "ClassDeclaration") {
    if (declaration.id) names.add(declaration.id.name)
  } else if (declaration.type === "VariableDeclaration") {
    for (const { id } of declaration.declarations) namesIn(id, names)
  }
}

/** The name in an import or an export. */
export const nameOf = (node: { readonly type: string }): string => {
  const { name, value } = node as { readonly name?: string; readonly value?: unknown }
  return name ?? String(value)
}

/** Reads a source without types by acorn. `undefined` for what is no module, and {@link NewerSyntax} for what the machine does not know. */
export const moduleSyntax = (parser: typeof Parser, code: string): ModuleSyntax | undefined => {
  const program = parse(parser, code)
  if (program === undefined) return undefined
  const imports: Array<ImportDeclaration> = []
  const exports: Array<ExportNamedDeclaration> = []
  const stars: Array<string> = []
  const declared = new Set<string>()
  const topNames = new Set<string>()
  let defaultName: ModuleSyntax["defaultName"]
  for (const statement of program.body) {
    if (statement.type === "ImportDeclaration") imports.push(statement)
    else if (statement.type === "ExportAllDeclaration") {
      if (statement.exported) declared.add(nameOf(statement.exported))
      else stars.push(String(statement.source.value))
    } else if (statement.type === "ExportDefaultDeclaration") {
      const { declaration, end, start } = statement
      if (declaration.type === "Identifier") defaultName = { name: declaration.name, start, end }
      else {
        declared.add("default")
        declare(declaration, topNames)
      }
    } else if (statement.type === "ExportNamedDeclaration") {
      if (statement.declaration) {
        declare(statement.declaration, declared)
        declare(statement.declaration, topNames)
      } else exports.push(statement)
    } else declare(statement, topNames)
  }
  const used = usedNames(program)
  const bodyStart = program.body.find(({ type }) => type !== "ImportDeclaration")?.start ?? code.length
  return { imports, exports, stars, declared, topNames, used, bodyStart, ...(defaultName && { defaultName }) }
}
