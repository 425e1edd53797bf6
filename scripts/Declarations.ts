import { globSync, readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"

/** Declarations of Node's modules that programs do not have, and that no other declaration is built on. */
const leftOut =
  /^(?:cluster|domain|http2|inspector(?:\.generated)?|repl|sea|sqlite|test|trace_events|v8|wasi)\.d\.ts$|^ts5/

/** A library of TypeScript's with all that it refers to. */
const libraries = (folder: string, name: string, found: Record<string, string> = {}): Record<string, string> => {
  const file = `lib.${name}.d.ts`
  if (found[`/lib/${file}`] !== undefined) return found
  const text = readFileSync(join(folder, file), "utf8")
  found[`/lib/${file}`] = text
  for (const [, other] of text.matchAll(/^\/\/\/ <reference lib="([^"]+)"/gm)) libraries(folder, other!, found)
  return found
}

/** The declarations of JavaScript and of Node that types are checked against, by the paths under which the checker finds them. */
export const packedDeclarations = (engine: string): Readonly<Record<string, string>> => {
  const { resolve } = createRequire(join(engine, "package.json"))
  const node = dirname(resolve("@types/node/package.json"))
  const names = globSync("**/*.d.ts", { cwd: node }).filter((name) => !leftOut.test(name))
  return {
    ...libraries(dirname(resolve("typescript")), "esnext"),
    ...Object.fromEntries(names.map((name) => [`/node/${name}`, readFileSync(join(node, name), "utf8")]))
  }
}
