import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { mkdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { writeBundle } from "./Bundle.ts"
import { awaitReady, exited, killChildren, killGroup, makeContainer, warmUp } from "./Container.ts"
import type { ContainerFolders, ContainerKind } from "./ContainerKind.ts"
import { withoutGroups } from "./ContainerKind.ts"
import type { InstalledLanguage } from "./Language.ts"
import { MemoryGroup } from "./MemoryGroup.ts"
import type { Runsc } from "./Runsc.ts"
import { command, start } from "./Runsc.ts"

/** How long `runsc` may take to end after its sandbox, in milliseconds. It takes 15. */
const endingMs = 1_000

/**
 * Makes containers of one language. The first is started from nothing and made a checkpoint of, with its interpreter waiting; all are
 * restored from that.
 */
const languageContainers = Effect.fnUntraced(function* (
  runsc: Runsc,
  { bundlesFolder, nodeFolder, rootFolder }: ContainerFolders,
  { language }: InstalledLanguage
) {
  const preparing = yield* Semaphore.make(1)
  const image = join(bundlesFolder, language.language, "image")
  let count = 0

  const open = Effect.fnUntraced(function* (fromImage: boolean) {
    const name = `${language.language}-${process.pid}-${(count += 1)}`
    const bundle = join(bundlesFolder, language.language, name)
    // Before its group is made: a runner that is started after this one was killed finds the names of what is to be removed here.
    mkdirSync(bundle, { recursive: true })
    yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(bundle, { recursive: true, force: true })))
    const memory = runsc.cgroups ? MemoryGroup.make(name) : undefined
    yield* Effect.addFinalizer(() => Effect.sync(() => memory?.remove()))
    writeBundle({ folder: bundle, rootFolder, nodeFolder, ...(memory && { cgroup: memory.containerPath }) })
    const args = fromImage ? ["restore", `-image-path=${image}`] : ["run"]
    return yield* makeContainer({
      name,
      memory,
      start: () => start(runsc, ...args, `-bundle=${bundle}`, name),
      end: Effect.fnUntraced(function* (child) {
        // The sandbox first: `runsc` reaps it and ends. Of one that is left over, `runsc delete` waits for the end for more than a second.
        killChildren(child)
        yield* Effect.timeoutOption(exited(child), endingMs)
        killGroup(child)
        yield* exited(child)
        yield* Effect.ignore(command(runsc, "delete", "-force", name))
      })
    })
  })

  let isPrepared = false
  const prepare = Effect.gen(function* () {
    if (isPrepared) return
    rmSync(image, { recursive: true, force: true })
    mkdirSync(image, { recursive: true })
    const container = yield* open(false)
    yield* warmUp(container, language)
    yield* command(runsc, "checkpoint", `-image-path=${image}`, container.name)
    isPrepared = true
  }).pipe(Effect.scoped)

  const make = Effect.gen(function* () {
    const container = yield* open(true)
    container.send("P")
    yield* awaitReady(container)
    return container
  })
  return { prepare: Semaphore.withPermits(preparing, 1)(prepare), make }
})

/** Destroys the containers that a runner which was killed left. */
export const sweepGvisor = Effect.fnUntraced(function* (runsc: Runsc) {
  const left = (yield* command(runsc, "list", "-quiet")).split("\n").filter((name) => name !== "")
  yield* Effect.forEach(left, (name) => Effect.ignore(command(runsc, "delete", "-force", name)), { discard: true })
  for (const name of left) MemoryGroup.remove(name)
})

/** Containers of gVisor. */
export const gvisorContainers = (runsc: Runsc, folders: ContainerFolders): ContainerKind => ({
  isolation: `runsc ${runsc.version}, ${runsc.platform}`,
  weaknesses: runsc.cgroups ? [] : [withoutGroups],
  languageContainers: (installed) => languageContainers(runsc, folders, installed)
})
