import { getHeapSnapshot } from "node:v8"

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: ReadonlyArray<string>
      readonly node_types: readonly [ReadonlyArray<string>, ...ReadonlyArray<string>]
      readonly edge_fields: ReadonlyArray<string>
      readonly edge_types: readonly [ReadonlyArray<string>, ...ReadonlyArray<string>]
    }
  }
  readonly nodes: ReadonlyArray<number>
  readonly edges: ReadonlyArray<number>
  readonly strings: ReadonlyArray<string>
}

/** V8's own affairs: shapes, compiled code, and what it notes to compile better. */
const ownEdges =
  /^(?:map|shared|code|feedback_cell|native_context|script|dispatch_handle|scope_info|properties|elements|source|name_or_scope_info|function_data|initial_map|prototype_or_initial_map|extension|__proto__|constructor|exported_function|internal|wrapper_code|js_to_wasm|instance_data|trusted_data|protected_.*)$/
const ownNodes = new Set(["code", "native", "object shape", "synthetic", "hidden"])

/** Node's own: `process`, `Buffer` and their kind keep state that no program reaches. */
const ownNames = /^(?:system \/ NativeContext|Object \/ global.*|process|global)$/

/**
 * What can be reached from an object in this process, by properties, elements and the variables of closures, as V8's heap snapshot has
 * it: each thing by the way to it, and for numbers and texts their value. The object's class must have a name of its own.
 */
export const reachableFrom = async (className: string): Promise<ReadonlyMap<string, string>> => {
  const pieces: Array<Buffer> = []
  for await (const piece of getHeapSnapshot({ exposeInternals: false, exposeNumericValues: true })) {
    pieces.push(Buffer.from(piece as Uint8Array))
  }
  const { edges, nodes, snapshot, strings } = JSON.parse(Buffer.concat(pieces).toString()) as Snapshot
  const { meta } = snapshot
  const width = meta.node_fields.length
  const edgeWidth = meta.edge_fields.length
  const [nodeType, nodeName, edgeCount] = ["type", "name", "edge_count"].map((name) =>
    meta.node_fields.indexOf(name)
  ) as [number, number, number]
  const typeOf = (node: number): string => meta.node_types[0][nodes[node + nodeType]!]!
  const nameOf = (node: number): string => strings[nodes[node + nodeName]!]!
  const firstEdge = new Uint32Array(nodes.length / width + 1)
  for (let index = 0; index * width < nodes.length; index++) {
    firstEdge[index + 1] = firstEdge[index]! + nodes[index * width + edgeCount]!
  }
  let root = -1
  for (let node = 0; node < nodes.length; node += width) {
    if (typeOf(node) === "object" && nameOf(node) === className) root = node
  }
  if (root < 0) throw new Error(`there is no object of the class ${className}`)
  /** The heap snapshot has the value of a number as a text that hangs from it. */
  const valueOf = (node: number): string => {
    const first = firstEdge[node / width]!
    const texts = Array.from(
      { length: firstEdge[node / width + 1]! - first },
      (_, index) => (first + index) * edgeWidth
    )
    const text = texts.find((at) => strings[edges[at + 1]!] === "value")
    return text === undefined ? "" : nameOf(edges[text + 2]!)
  }
  const edgeTo = (node: number, label: RegExp): number | undefined => {
    for (let edge = firstEdge[node / width]!; edge < firstEdge[node / width + 1]!; edge++) {
      const at = edge * edgeWidth
      if (meta.edge_types[0][edges[at]!] === "internal" && label.test(strings[edges[at + 1]!]!)) return edges[at + 2]!
    }
    return undefined
  }
  /** Functions of Node's own modules keep state that no program reaches. */
  const isNodes = (closure: number): boolean => {
    const shared = edgeTo(closure, /^shared$/)
    const script = shared === undefined ? undefined : edgeTo(shared, /^script(?:_or_debug_info)?$/)
    return script !== undefined && nameOf(script).includes("node:")
  }
  const found = new Map<string, string>()
  const seen = new Uint8Array(nodes.length / width)
  let level: Array<readonly [node: number, way: string]> = [[root, ""]]
  while (level.length > 0) {
    const next: typeof level = []
    for (const [node, way] of level) {
      const index = node / width
      for (let edge = firstEdge[index]!; edge < firstEdge[index + 1]!; edge++) {
        const at = edge * edgeWidth
        const kind = meta.edge_types[0][edges[at]!]!
        if (kind === "weak" || kind === "shortcut" || kind === "hidden") continue
        const label = kind === "element" ? `[${edges[at + 1]}]` : strings[edges[at + 1]!]!
        const to = edges[at + 2]!
        const type = typeOf(to)
        const name = nameOf(to)
        if (
          (kind === "internal" && (ownEdges.test(label) || label.includes(" part of key "))) ||
          label === "__proto__" ||
          ownNodes.has(type)
        )
          continue
        if (ownNames.test(name) && type !== "string" && type !== "number") continue
        if (type === "closure" && isNodes(to)) continue
        const path = `${way}.${label}`
        // Texts and numbers may be the same object in many places, and are looked at in each.
        if (type === "number") found.set(path, `number ${valueOf(to)}`)
        else if (type.endsWith("string")) found.set(path, `string ${type === "string" ? name.slice(0, 200) : ""}`)
        else if (seen[to / width] === 0) {
          seen[to / width] = 1
          found.set(path, `${type} ${name}`)
          next.push([to, path])
        }
      }
    }
    level = next
  }
  return found
}
