import type { EngineName } from "@glissade/test-kit/Engines"
import type { Case } from "@glissade/test-kit/Case"
import { bridge, corruption } from "./cases/Bridge.ts"
import { aftermath, harness, ordinary, text } from "./cases/Language.ts"
import { luaCases } from "./cases/Lua.ts"
import { memory } from "./cases/Memory.ts"
import { output } from "./cases/Output.ts"
import { recursion } from "./cases/Recursion.ts"
import { rubyCases } from "./cases/Ruby.ts"
import { sqlCases } from "./cases/Sql.ts"
import { descriptors, environment, exits, files, network, processes, stdin } from "./cases/System.ts"
import { time } from "./cases/Time.ts"

type Groups = Readonly<Record<string, ReadonlyArray<Case>>>

/** Every way we know of in which a program may behave badly, by what it is about. */
const catalogues: ReadonlyArray<Groups> = [
  {
    ordinary,
    time,
    memory,
    output,
    descriptors,
    recursion,
    processes,
    files,
    environment,
    network,
    bridge,
    corruption,
    text,
    exits,
    stdin,
    harness,
    aftermath
  },
  luaCases,
  sqlCases,
  rubyCases
]

/** The cases of one engine, TypeScript among those of JavaScript. */
export const casesOf = (engine: EngineName): ReadonlyArray<Case> =>
  catalogues.flatMap((groups) =>
    Object.entries(groups).flatMap(([group, cases]) =>
      cases
        .filter(({ language }) => (language === "typescript" ? "javascript" : language) === engine)
        .map((one) => ({ ...one, name: `${group}, ${one.name}` }))
    )
  )
