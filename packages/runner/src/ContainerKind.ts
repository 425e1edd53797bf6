import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { Container } from "./Container.ts"
import type { ContainerFailed } from "./ContainerFailed.ts"
import type { InstalledLanguage } from "./Language.ts"

/** Where the containers of a runner have their files. */
export interface ContainerFolders {
  /** Of this runner alone, for bundles and checkpoints. */
  readonly bundlesFolder: string
  /** The root folder of all containers. */
  readonly rootFolder: string
  /** Folder of the Node that programs get, with `bin/node`. */
  readonly nodeFolder: string
}

/** The containers of one language. */
export interface LanguageContainers {
  /** What must be done before the first is made. */
  readonly prepare: Effect.Effect<void, ContainerFailed>
  /** Makes one that waits for its program, and lives as long as its scope. */
  readonly make: Effect.Effect<Container, ContainerFailed, Scope.Scope>
}

/** What containers lack where the runner cannot make cgroups. */
export const withoutGroups =
  "The runner may make no cgroups here: a program's memory limit does not hold, and the memory that it took is not told"

/** What makes containers: gVisor, or something weaker. */
export interface ContainerKind {
  /** What holds programs, for people to read. */
  readonly isolation: string
  /** What it lacks of what gVisor has on most machines, in a sentence each. */
  readonly weaknesses: ReadonlyArray<string>
  readonly languageContainers: (installed: InstalledLanguage) => Effect.Effect<LanguageContainers>
}
