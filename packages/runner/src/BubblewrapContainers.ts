import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { chmodSync, constants, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { dirname, join } from "node:path"
import type { Bubblewrap } from "./Bubblewrap.ts"
import { firstProcess, startBubblewrap } from "./Bubblewrap.ts"
import { exited, killGroup, makeContainer, warmUp } from "./Container.ts"
import { ContainerFailed } from "./ContainerFailed.ts"
import type { ContainerFolders, ContainerKind } from "./ContainerKind.ts"
import { withoutGroups } from "./ContainerKind.ts"
import { containerLimits } from "./ContainerLimits.ts"
import type { Language } from "./Language.ts"
import { MemoryGroup } from "./MemoryGroup.ts"

/** How long a container may take to end once its first process was killed, in milliseconds. */
const endMs = 5_000

/** How often, and how long after each other, what is left of a container is looked for. */
const [endRounds, endRoundMs] = [40, 25]

/** Kills a process if it is a child of another one, and says whether it was. */
const killChild = (pid: number, parent: number | undefined): boolean => {
  try {
    const isChild = readFileSync(`/proc/${pid}/status`, "utf8").includes(`\nPPid:\t${parent}\n`)
    return isChild && process.kill(pid, "SIGKILL")
  } catch {
    // It has ended.
    return false
  }
}

/**
 * Kills a container's first process, with which the kernel ends all others of it. Bubblewrap, which waits for that, ends after them: killed
 * first, it would leave them to end some time later, in cgroups that could not be removed yet.
 */
const endContainer = Effect.fnUntraced(function* (
  child: ChildProcess,
  first: number | undefined,
  memory: MemoryGroup | undefined
) {
  if (first === undefined || !killChild(first, child.pid)) killGroup(child)
  yield* Effect.timeoutOrElse(exited(child), {
    duration: endMs,
    orElse: () =>
      Effect.andThen(
        Effect.sync(() => killGroup(child)),
        exited(child)
      )
  })
  // Of one that was ended before it was made, bubblewrap's second process may still be there.
  for (let round = 0; round < endRounds && memory?.killAll(); round++) yield* Effect.sleep(endRoundMs)
})

const open = Effect.fnUntraced(function* (bubblewrap: Bubblewrap, folders: ContainerFolders, name: string) {
  // Its name is kept where a runner that is started after this one was killed looks for what is to be removed.
  const mark = join(folders.bundlesFolder, name.split("-")[0]!, name)
  mkdirSync(mark, { recursive: true })
  yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(mark, { recursive: true, force: true })))
  const memory = MemoryGroup.makeJoined(name, containerLimits.tasks)
  yield* Effect.addFinalizer(() => Effect.sync(() => memory?.remove()))
  let first: () => number | undefined = () => undefined
  return yield* makeContainer({
    name,
    memory,
    start: () => {
      const child = startBubblewrap(bubblewrap, folders, memory)
      first = firstProcess(child)
      return child
    },
    end: (child) => endContainer(child, first(), memory)
  })
})

type Commands = Pick<Language, "compile" | "run" | "warm">

const make = Effect.fnUntraced(function* (
  bubblewrap: Bubblewrap,
  folders: ContainerFolders,
  name: string,
  commands: Commands
) {
  const container = yield* open(bubblewrap, folders, name)
  yield* warmUp(container, commands)
  return container
})

const forAll = 0o001
const readableByAll = 0o005

/** Whether users other than the runner's can read and start a program. */
const isReachable = (path: string): boolean => {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder))
    if ((statSync(folder).mode & forAll) === 0) return false
  return (statSync(path).mode & readableByAll) === readableByAll
}

/** The folder of a Node that the users of containers can reach: that of a Node in root's home they cannot, and get a copy. */
const reachableNode = (nodeFolder: string, folder: string): string => {
  const program = join(nodeFolder, "bin", "node")
  if (isReachable(program)) return nodeFolder
  const copy = join(folder, "node")
  mkdirSync(join(copy, "bin"), { recursive: true })
  copyFileSync(program, join(copy, "bin", "node"), constants.COPYFILE_FICLONE)
  chmodSync(join(copy, "bin", "node"), 0o755)
  return copy
}

const weaknesses = (hasGroups: boolean): ReadonlyArray<string> => [
  "Containers of bubblewrap are weaker than those of gVisor: programs call this machine's kernel, behind namespaces and a filter of system calls",
  ...(hasGroups ? [] : [withoutGroups])
]

/** Containers of bubblewrap, each started from nothing. Fails where this machine lets none be made. */
export const bubblewrapContainers = Effect.fnUntraced(function* (
  bubblewrap: Bubblewrap,
  folder: string,
  given: ContainerFolders
) {
  const isRoot = bubblewrap.nextUser !== undefined
  // Containers are made by users of their own, who pass through it. They can list nothing, and all that it holds for them may be seen.
  if (isRoot) chmodSync(folder, 0o711)
  if (isRoot && !isReachable(given.rootFolder)) {
    return yield* new ContainerFailed({
      message: `other users do not get to ${given.rootFolder}: a folder above it, or the runner's umask, keeps them out`
    })
  }
  const folders = isRoot ? { ...given, nodeFolder: reachableNode(given.nodeFolder, folder) } : given
  let count = 0
  const nameFor = (language: string) => `${language}-${process.pid}-${(count += 1)}`
  const hasGroups = yield* make(bubblewrap, folders, nameFor("check"), { run: ["/usr/bin/true"] }).pipe(
    Effect.map(({ memory }) => memory !== undefined),
    Effect.scoped,
    Effect.mapError(
      ({ message }) => new ContainerFailed({ message: `bubblewrap cannot make containers here: ${message}` })
    )
  )
  const kind: ContainerKind = {
    isolation: `bubblewrap ${bubblewrap.version}, weaker than gVisor`,
    weaknesses: weaknesses(hasGroups),
    languageContainers: ({ language }) =>
      Effect.succeed({
        prepare: Effect.void,
        make: Effect.suspend(() => make(bubblewrap, folders, nameFor(language.language), language))
      })
  }
  return kind
})
