import type { EmscriptenModule, FileNode } from "./Emscripten.ts"

/** The objects of Emscripten's glue that programs reach through its calls; everything else that can change hangs from them. */
export const glueRoots = ["FS", "TTY", "MEMFS", "PIPEFS", "SOCKFS", "DNS", "SYSCALLS"] as const

type Holder = Record<string, unknown>

const isHolder = (value: unknown): value is Holder =>
  typeof value === "function" || (typeof value === "object" && value !== null)

/** Their bytes are not kept: files that have any are sealed, and what is left of a buffer is not read. */
const isBytes = (value: unknown): value is ArrayBufferView | ArrayBuffer =>
  ArrayBuffer.isView(value) || value instanceof ArrayBuffer

/** Its own properties that hold a value, functions' too: Emscripten counts its pipes in one. */
const fieldsOf = (object: Holder): ReadonlyArray<string> =>
  Object.keys(object).filter((key) => {
    const descriptor = Object.getOwnPropertyDescriptor(object, key)!
    return "value" in descriptor && descriptor.writable === true
  })

/** Sets a property of the object's own: an assignment would follow the setter behind a file's name `__proto__`. */
const define = (object: Holder, key: string, value: unknown): void => {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
}

interface Saved {
  readonly values: ReadonlyArray<unknown>
  readonly restore: () => void
}

/** The table of names has 4,096 places, most of them empty. */
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
    // In their order, in which a folder is listed.
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
 * The state of Emscripten's glue, which lies outside of the linear memory, at one moment: every object that can be reached from its
 * parts by properties. So nothing has to be known of what a file, a pipe or an open descriptor is made of.
 */
export class GlueState {
  private readonly saved: ReadonlyArray<Saved>
  /** Files whose bytes are shared with this state: written in place they would not come back. */
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
