import { grammarNameOf } from "../editor/GrammarName.ts"

const javascript = (): Worker => new Worker(new URL("./JavaScriptFormat.ts", import.meta.url), { type: "module" })

/** The formatter of each grammar that has one, in a worker of its own that is loaded when it is first asked. */
const formatters: Readonly<Record<string, () => Worker>> = {
  javascript,
  typescript: javascript,
  python: () => new Worker(new URL("./PythonFormat.ts", import.meta.url), { type: "module" }),
  sql: () => new Worker(new URL("./SqlFormat.ts", import.meta.url), { type: "module" })
}

const endingOf = (fileName: string): string => fileName.slice(fileName.lastIndexOf(".") + 1)

/** Starts the formatter for a file; `undefined` if there is none. */
export const startFormatter = (fileName: string): Worker | undefined =>
  formatters[grammarNameOf(endingOf(fileName)) ?? ""]?.()

/** Whether a file can be formatted. */
export const hasFormatter = (fileName: string): boolean => (grammarNameOf(endingOf(fileName)) ?? "") in formatters

/** How far a file's lines are usually indented, in spaces. */
export const usualIndent = (fileName: string): number => (grammarNameOf(endingOf(fileName)) === "python" ? 4 : 2)
