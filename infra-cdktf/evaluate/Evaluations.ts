import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { cacheFolder, infraFolder, installOnce } from "../deploy/Tools.ts"
import type { Evaluated } from "./Evaluated.ts"
import { evaluateAll } from "./Evaluated.ts"
import type { SetName } from "./Sets.ts"
import { sets } from "./Sets.ts"
import type { Block, Synthesized } from "./Stack.ts"

/** The module as it is synthesized, and what Terraform makes of it for each set of inputs. */
export interface Evaluations {
  readonly module: Synthesized
  readonly sets: Readonly<Record<SetName, Evaluated>>
}

interface Stored {
  readonly module: Synthesized
  readonly sets: Readonly<
    Record<SetName, { readonly resources: ReadonlyArray<[string, Block]>; readonly outputs: Block }>
  >
}

/** Everything that the evaluations follow from: the stack's sources and its packages, and how it is evaluated. */
const sources = [".", "constructs", "settings", "environments/schema.json", "package-lock.json", "evaluate"].flatMap(
  (name) => {
    const path = join(infraFolder, name)
    if (/\.\w+$/.test(name)) return [path]
    return readdirSync(path).flatMap((file) => (/^(?!vitest).+\.ts$/.test(file) ? [join(path, file)] : []))
  }
)

const keyOf = (): string => {
  const hash = createHash("sha256")
  for (const path of sources.toSorted()) hash.update(path).update(readFileSync(path))
  return hash.digest("hex").slice(0, 16)
}

const evaluate = async (): Promise<Stored> => {
  // Synthesis takes a second, and is not needed where the evaluations are stored.
  const { readStack, synthesizeModule } = await import("./Synthesized.ts")
  const folder = synthesizeModule()
  const module = readStack(folder)
  const evaluated = await evaluateAll(folder, module, sets)
  const stored = Object.entries(evaluated).map(([name, { outputs, resources }]) => [
    name,
    { outputs, resources: [...resources] }
  ])
  return { module, sets: Object.fromEntries(stored) as Stored["sets"] }
}

/** Evaluates the module once for all test files, and again when a source has changed. */
const load = async (): Promise<Evaluations> => {
  const folder = join(cacheFolder, "evaluated")
  const file = join(folder, `${keyOf()}.json`)
  await installOnce(
    "evaluated",
    () => existsSync(file),
    async () => {
      rmSync(folder, { recursive: true, force: true })
      mkdirSync(folder, { recursive: true })
      writeFileSync(`${file}.part`, JSON.stringify(await evaluate()))
      renameSync(`${file}.part`, file)
    }
  )
  const stored = JSON.parse(readFileSync(file, "utf8")) as Stored
  const evaluated = Object.entries(stored.sets).map(([name, { outputs, resources }]) => [
    name,
    { outputs, resources: new Map(resources) }
  ])
  return { module: stored.module, sets: Object.fromEntries(evaluated) as Evaluations["sets"] }
}

export const { module, sets: evaluated } = await load()

/** The two ends of what can be set. */
export const both = [
  ["dev with nothing set", evaluated.plain],
  ["prod with everything set", evaluated.full]
] as const
