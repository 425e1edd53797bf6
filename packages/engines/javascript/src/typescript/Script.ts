import { readFileSync } from "node:fs"
import { join } from "node:path"
import { Script } from "node:vm"

/** The name that the build gives to what a script exports. */
const exported = "exported"

/** What a script of the engine's package exports, read when it is first asked for. */
export const scriptOf = <A>(ownFolder: string, name: string): (() => A) => {
  let loaded: A | undefined
  return () => {
    loaded ??= new Script(
      `(() => { ${readFileSync(join(ownFolder, "dist", name), "latin1")}\nreturn ${exported} })()`
    ).runInThisContext() as A
    return loaded
  }
}
