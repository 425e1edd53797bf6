import type { Example } from "../state/Program.ts"
import { javascript, typescript } from "./examples/javascript.ts"
import { lua, ruby, sql } from "./examples/others.ts"
import { python } from "./examples/python.ts"

/** Programs to begin with, of each language; the first is what a new person sees. */
export const examples: Readonly<Record<string, ReadonlyArray<Example>>> = {
  python,
  javascript,
  typescript,
  lua,
  sql,
  ruby
}
