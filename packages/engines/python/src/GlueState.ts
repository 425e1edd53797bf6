import type { EmscriptenModule, FileNode } from "./Emscripten.ts"

/** The objects of Emscripten's glue that a program's calls reach. All other mutable state is reachable from them. */
export const glueRoots = ["FS", "TTY", "MEMFS", "PIPEFS", "SOCKFS", "DNS", "SYSCALLS"] as const

type Holder = Record<string, unknown>

const isHolder = (value: unknown): value is Holder =>
  typeof value === "function" || (typeof value === "object" && value !== null)

/** Their bytes are not saved: files that have any are read-only, and old content of a buffer is never read. */
const isBytes = (value: unknown): value is ArrayBufferView | ArrayBuffer =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer

/** An object's own data properties, functions' too: Emscripten stores a pipe counter on one. */
const fieldsOf = (object: Holder): ReadonlyArray<string> =>
  Object.keys(object).filter((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, key)!
    return "value" in descriptor && descriptor.writable === true
  })

/** Defines an own property: an assignment would call the setter behind a file's name `__proto__`. */
const define = (object: Holder, key: string, value: unknown): void => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

interface Saved {
  readonly values: ReadonlyArray<unknown>
  readonly restore: () => void
}

/** The name table has 4,096 slots, most of them empty. */
const saveArray = (array: Array<unknown>): Saved => {
  const values = Array.from(array)
  return {
    values,
    restore: () => {
      array.length = values.length
      for (let index = 0; index < values.length; index++) {
        if (array[index] !== values[index]) array[index] = values[index]
      }
    }
  }
}

const saveObject = (object: Holder): Saved => {
  const prototype = Object.getPrototypeOf(object) as object | null
  const every = Object.keys(object)
  const keys = fieldsOf(object)
  const values = keys.map((key) => object[key])
  const isAsBefore = (): boolean => {
    const now = Object.keys(object)
    if (now.length !== every.length) return false
    for (let index = 0; index < now.length; index++) if (now[index] !== every[index]) return false
    return true
  }
  const restore = (): void => {
    if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype)
    // In order, since it is the order in which a folder is listed.
    if (!isAsBefore()) {
      for (const key of fieldsOf(object)) Reflect.deleteProperty(object, key)
      for (const [index, key] of keys.entries()) define(object, key, values[index])
      return
    }
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!
      if (object[key] !== values[index]) object[key] = values[index]
    }
  }
  return { values, restore }
}

const hasBytes = (node: FileNode): boolean => ArrayBuffer.isView(node.contents) && node.contents.length > 0

/**
 * A snapshot of the state of Emscripten's glue, which is outside of the linear memory: every object that is reachable from its roots by
 * properties. So it need not know the structure of files, pipes and open descriptors.
 */
export class GlueState {
  private readonly saved: ReadonlyArray<Saved>
  /** Files whose bytes are shared with this snapshot: written in place, they could not be restored. */
  readonly sealed: ReadonlySet<FileNode>

  constructor(module: EmscriptenModule) {
    const roots = module as unknown as Holder
    const seen = new Set<Holder>()
    const waiting: Array<unknown> = glueRoots.map((name) => roots[name])
    const saved: Array<Saved> = []
    for (let value = waiting.pop(); waiting.length > 0 || value !== undefined; value = waiting.pop()) {
      if (!isHolder(value) || isBytes(value) || seen.has(value)) continue
      seen.add(value)
      const one = Array.isArray(value) ? saveArray(value) : saveObject(value)
      saved.push(one)
      waiting.push(...one.values)
    }
    this.saved = saved
    const { FS } = module
    const nodes = [...seen].filter((object: unknown) => object instanceof FS.FSNode) as unknown as Array<FileNode>
    this.sealed = new Set(nodes.filter(hasBytes))
  }

  restore(): void {
    for (const { restore } of this.saved) restore()
  }
}
