import type { Case } from "./Case.ts"
import { bridge, corruption } from "./cases/Bridge.ts"
import { aftermath, harness, ordinary, text } from "./cases/Language.ts"
import { memory } from "./cases/Memory.ts"
import { output } from "./cases/Output.ts"
import { recursion } from "./cases/Recursion.ts"
import { descriptors, environment, exits, files, network, processes, stdin } from "./cases/System.ts"
import { time } from "./cases/Time.ts"

/** Every way we know of in which a program may behave badly, by what it is about. */
export const catalogue: Readonly<Record<string, ReadonlyArray<Case>>> = {
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
}

/** The cases of one engine, TypeScript among those of JavaScript. */
export const casesOf = (engine: "python" | "javascript"): ReadonlyArray<Case> =>
  Object.entries(catalogue).flatMap(([group, cases]) =>
    cases
      .filter(({ language }) => (language === "python") === (engine === "python"))
      .map((one) => ({ ...one, name: `${group}, ${one.name}` }))
  )
