/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * Formats any value as Node's `util.inspect` does, without colours. The package `node-inspect-extracted` is Node's own source, but 91 KB
 * against these 23 KB in the image of every interpreter, and QuickJS has none of the hooks by which it looks into proxies and promises.
 */
export const inspector = (p: GuestValue, host: GuestValue, text: GuestValue): GuestValue => {
  const customInspect = p.symbolFor("nodejs.util.inspect.custom")
  const { push, join, slice, includes, repeat } = p
  const { quote, width } = text
  const identifier = /^[a-zA-Z_][a-zA-Z_0-9]*$/
  const indexKey = (key: string): boolean => {
    const n = +key
    return n >= 0 && n < 4294967295 && p.floor(n) === n && `${n}` === key
  }
  const isInstance = (value: GuestValue, of: GuestValue): boolean => {
    try {
      return p.instance(of, value)
    } catch {
      return false
    }
  }
  const plural = (n: number, what: string): string => `... ${n} more ${what}${n > 1 ? "s" : ""}`
  const number = (value: number): string => (p.is(value, -0) ? "-0" : `${value}`)

  const primitive = (ctx: GuestValue, value: GuestValue): string => {
    if (typeof value === "number") return number(value)
    if (typeof value === "bigint") return `${p.bigintText(value)}n`
    if (typeof value === "symbol") return p.symbolText(value)
    if (typeof value !== "string") return `${value}`
    let trailer = ""
    if (value.length > ctx.maxStringLength) {
      const remaining = value.length - ctx.maxStringLength
      trailer = `... ${remaining} more character${remaining > 1 ? "s" : ""}`
      value = slice(value, 0, ctx.maxStringLength)
    }
    if (ctx.compact !== true && value.length > 16 && value.length > ctx.breakLength - ctx.indentation - 4) {
      const lines: GuestValue = []
      let start = 0
      for (;;) {
        const end = p.indexOf(value, "\n", start)
        if (end < 0 || end === value.length - 1) break
        push(lines, quote(slice(value, start, end + 1)))
        start = end + 1
      }
      push(lines, quote(slice(value, start)))
      return join(lines, ` +\n${repeat(" ", ctx.indentation + 2)}`) + trailer
    }
    return quote(value) + trailer
  }

  const prefix = (constructor: string | null, tag: string, fallback: string, size = ""): string => {
    if (constructor === null) {
      if (tag !== "" && fallback !== tag) return `[${fallback}${size}: null prototype] [${tag}] `
      return `[${fallback}${size}: null prototype] `
    }
    return tag !== "" && constructor !== tag ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `
  }

  const constructorName = (ctx: GuestValue, value: GuestValue, depth: number): string | null => {
    let at = value
    let first: GuestValue
    while (at || typeof at === "function") {
      const own = p.describe(at, "constructor")
      if (
        own !== undefined &&
        typeof own.value === "function" &&
        own.value.name !== "" &&
        isInstance(value, own.value)
      ) {
        return p.String(own.value.name)
      }
      at = p.protoOf(at)
      first ??= at
      if (first === null) return null
    }
    const className = host.className(value) ?? "Object"
    if (ctx.depth !== null && depth > ctx.depth) return `${className} <Complex prototype>`
    const parent = constructorName(ctx, first, depth + 1)
    return parent === null
      ? `${className} <${inspect(first, p.noProto({ customInspect: false, depth: -1 }))}>`
      : `${className} <${parent}>`
  }

  const keysOf = (ctx: GuestValue, value: GuestValue, indices: boolean): GuestValue => {
    const found: GuestValue = []
    let names: GuestValue
    try {
      names = ctx.showHidden ? p.names(value) : p.keys(value)
    } catch {
      names = p.names(value)
    }
    for (let i = 0; i < names.length; i++) if (indices || !indexKey(names[i])) push(found, names[i])
    const symbols = p.symbols(value)
    for (let i = 0; i < symbols.length; i++) {
      if (ctx.showHidden || p.enumerable(value, symbols[i])) push(found, symbols[i])
    }
    return found
  }

  const functionBase = (value: GuestValue, constructor: string | null, tag: string): string => {
    const source = p.functionToString(value)
    if (p.startsWith(source, "class") && p.endsWith(source, "}")) {
      const name = p.hasOwn(value, "name") && value.name ? p.String(value.name) : "(anonymous)"
      let base = `class ${name}`
      if (constructor !== "Function" && constructor !== null) base += ` [${constructor}]`
      if (tag !== "" && constructor !== tag) base += ` [${tag}]`
      if (constructor === null) base += " extends null"
      else {
        const parent = p.protoOf(value).name
        if (parent) base += ` extends ${parent}`
      }
      return `[${base}]`
    }
    const kind = p.slice(p.objectToString(value), 8, -1)
    const type =
      kind === "GeneratorFunction" || kind === "AsyncFunction" || kind === "AsyncGeneratorFunction" ? kind : "Function"
    let base = `[${type}`
    if (constructor === null) base += " (null prototype)"
    base +=
      value.name === "" ? " (anonymous)" : `: ${typeof value.name === "string" ? value.name : inspect(value.name)}`
    base += "]"
    if (constructor !== type && constructor !== null) base += ` ${constructor}`
    if (tag !== "" && constructor !== tag) base += ` [${tag}]`
    return base
  }

  const stackText = (error: GuestValue): string => {
    let stack: GuestValue
    try {
      stack = error.stack
    } catch {
      stack = undefined
    }
    if (typeof stack === "string" && stack !== "") return stack
    try {
      return p.errorText(error)
    } catch {
      return "[object Error]"
    }
  }

  const errorBase = (
    ctx: GuestValue,
    error: GuestValue,
    constructor: string | null,
    tag: string,
    keys: GuestValue
  ): GuestValue => {
    const name = error.name !== undefined && error.name !== null ? p.String(error.name) : "Error"
    let stack = stackText(error)
    const shown: GuestValue = []
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]
      const repeated =
        !ctx.showHidden &&
        (key === "name" || key === "message" || key === "stack") &&
        (typeof error[key] !== "string" || includes(stack, error[key]))
      if (!repeated) push(shown, key)
    }
    const hidden = (key: string): void => {
      if (!p.hasOwn(error, key)) return
      for (let i = 0; i < shown.length; i++) if (shown[i] === key) return
      push(shown, key)
    }
    hidden("cause")
    if (p.isArray(error.errors)) hidden("errors")
    if (
      constructor !== null &&
      p.endsWith(name, "Error") &&
      p.startsWith(stack, name) &&
      (stack.length === name.length || stack[name.length] === ":" || stack[name.length] === "\n")
    ) {
      const wanted = slice(prefix(constructor, tag, "Error"), 0, -1)
      if (name !== wanted) {
        const rest = slice(stack, name.length)
        stack = includes(wanted, name) ? wanted + rest : `${wanted} [${name}]${rest}`
      }
    } else if (constructor === null) {
      const rest = p.startsWith(stack, name) ? slice(stack, name.length) : `: ${stack}`
      stack = slice(prefix(constructor, tag, name), 0, -1) + rest
    }
    let from = 0
    if (typeof error.message === "string" && error.message !== "") {
      from = p.max(0, p.indexOf(stack, error.message))
      if (from > 0) from += error.message.length
    }
    if (p.indexOf(stack, "\n    at", from) < 0) stack = `[${stack}]`
    if (ctx.indentation > 0) stack = join(p.split(stack, "\n"), `\n${repeat(" ", ctx.indentation)}`)
    return p.noProto({ stack, keys: shown })
  }

  const hex = (bytes: GuestValue, count: number): string => {
    let shown = ""
    for (let i = 0; i < count; i++) shown += (i > 0 ? " " : "") + p.padStart(p.numberText(bytes[i], 16), 2, "0")
    return shown
  }

  const getter = (ctx: GuestValue, value: GuestValue, depth: number, own: GuestValue): string => {
    const label = own.set === undefined ? "Getter" : "Getter/Setter"
    const { getters } = ctx
    if (getters !== true && getters !== (own.set === undefined ? "get" : "set")) return `[${label}]`
    const { indentation } = ctx
    const around = ctx.seen.length
    try {
      const got = p.apply(own.get, value, [])
      ctx.indentation += 2
      const shown = format(ctx, got, depth)
      ctx.indentation -= 2
      return typeof got === "object" && got !== null ? `[${label}] ${shown}` : `[${label}: ${shown}]`
    } catch (error) {
      // It may have come from deep within what the getter gave.
      ctx.indentation = indentation
      ctx.seen.length = around
      return `[${label}: <Inspection threw (${format(ctx, error, depth)})>]`
    }
  }

  const property = (ctx: GuestValue, value: GuestValue, depth: number, key: PropertyKey, element: boolean): string => {
    const own = p.describe(value, key) ?? { value: value[key], enumerable: true }
    let shown: string
    if (p.hasOwn(own, "value")) {
      ctx.indentation += 2
      shown = format(ctx, own.value, depth)
      ctx.indentation -= 2
    } else if (own.get !== undefined) shown = getter(ctx, value, depth, own)
    else shown = own.set === undefined ? "undefined" : "[Setter]"
    if (element) return shown
    let name: string
    if (typeof key === "symbol")
      name = own.enumerable === false ? `[${p.symbolText(key)}]` : text.escape(p.symbolText(key))
    else if (key === "__proto__") name = "['__proto__']"
    else if (own.enumerable === false) name = `[${text.escape(key)}]`
    else name = p.exec(identifier, key) === null ? quote(key) : (key as string)
    return `${name}: ${shown}`
  }

  const elements = (ctx: GuestValue, value: GuestValue, depth: number): GuestValue => {
    const output: GuestValue = []
    const { length } = value
    const most = p.min(p.max(0, ctx.maxArrayLength), length)
    let i = 0
    while (i < length && output.length < most) {
      if (p.hasOwn(value, i)) {
        push(output, property(ctx, value, depth, i++, true))
        continue
      }
      const start = i
      const sparse = length > 10_000 ? nextIndex(value, i) : 0
      if (sparse > 0) i = sparse
      else while (i < length && !p.hasOwn(value, i)) i++
      push(output, `<${i - start} empty item${i - start > 1 ? "s" : ""}>`)
    }
    if (i < length) push(output, plural(length - i, "item"))
    return output
  }

  const nextIndex = (value: GuestValue, after: number): number => {
    const names = p.names(value)
    for (let i = 0; i < names.length; i++) if (indexKey(names[i]) && +names[i] > after) return +names[i]
    return value.length
  }

  const members = (ctx: GuestValue, value: GuestValue, depth: number, size: number, each: GuestValue): GuestValue => {
    const output: GuestValue = []
    const most = p.min(p.max(0, ctx.maxArrayLength), size)
    ctx.indentation += 2
    each(value, (member: GuestValue, key: GuestValue) => {
      if (output.length >= most) return
      const shown = format(ctx, member, depth)
      push(output, each === p.mapEach ? `${format(ctx, key, depth)} => ${shown}` : shown)
    })
    ctx.indentation -= 2
    if (size > most) push(output, plural(size - most, "item"))
    return output
  }

  const grouped = (ctx: GuestValue, output: GuestValue, value: GuestValue): GuestValue => {
    let total = 0
    let longest = 0
    const count = ctx.maxArrayLength < output.length ? output.length - 1 : output.length
    const widths: GuestValue = []
    for (let i = 0; i < count; i++) {
      widths[i] = width(output[i])
      total += widths[i] + 2
      longest = p.max(longest, widths[i])
    }
    const cell = longest + 2
    if (!(cell * 3 + ctx.indentation < ctx.breakLength && (total / cell > 5 || longest <= 6))) return output
    const biased = p.max(cell - 3 - p.sqrt(cell - total / output.length), 1)
    const columns = p.min(
      p.round(p.sqrt(2.5 * biased * count) / biased),
      p.floor((ctx.breakLength - ctx.indentation) / cell),
      ctx.compact * 4,
      15
    )
    if (columns <= 1) return output
    const columnWidths: GuestValue = []
    for (let i = 0; i < columns; i++) {
      let widest = 0
      for (let j = i; j < count; j += columns) widest = p.max(widest, widths[j])
      push(columnWidths, widest + 2)
    }
    let pad = p.padStart
    if (value !== undefined) {
      for (let i = 0; i < output.length; i++) {
        if (typeof value[i] !== "number" && typeof value[i] !== "bigint") {
          pad = p.padEnd
          break
        }
      }
    }
    const rows: GuestValue = []
    for (let i = 0; i < count; i += columns) {
      const end = p.min(i + columns, count)
      let row = ""
      let j = i
      for (; j < end - 1; j++) row += pad(`${output[j]}, `, columnWidths[j - i] + output[j].length - widths[j], " ")
      if (pad === p.padStart) row += pad(output[j], columnWidths[j - i] + output[j].length - widths[j] - 2, " ")
      else row += output[j]
      push(rows, row)
    }
    if (count < output.length) push(rows, output[count])
    return rows
  }

  const assemble = (
    ctx: GuestValue,
    entries: GuestValue,
    base: string,
    open: string,
    close: string,
    list: boolean,
    depth: number,
    value: GuestValue
  ): string => {
    const lead = base === "" ? "" : `${base} `
    if (ctx.compact === true) {
      let size = entries.length + open.length + base.length + 10
      for (let i = 0; i < entries.length; i++) size += entries[i].length
      const flat = join(entries, ", ")
      if (size + entries.length <= ctx.breakLength && !includes(flat, "\n")) return `${lead}${open} ${flat} ${close}`
      return `${lead}${open} ${join(entries, `,\n${repeat(" ", ctx.indentation)}  `)} ${close}`
    }
    let output = entries
    if (list && entries.length > 6) output = grouped(ctx, entries, value)
    if (ctx.currentDepth - depth < ctx.compact && output.length === entries.length) {
      let size = output.length + output.length + ctx.indentation + open.length + base.length + 10
      for (let i = 0; i < output.length && size <= ctx.breakLength; i++) size += output[i].length
      if (size <= ctx.breakLength && !includes(base, "\n")) {
        const flat = join(output, ", ")
        if (!includes(flat, "\n")) return `${lead}${open} ${flat} ${close}`
      }
    }
    const line = `\n${repeat(" ", ctx.indentation)}`
    return `${lead}${open}${line}  ${join(output, `,${line}  `)}${line}${close}`
  }

  const boxedBase = (className: string, value: GuestValue, constructor: string | null, tag: string): string => {
    const read: GuestValue = p.noProto({
      Number: p.numberValue,
      String: p.stringValue,
      Boolean: p.booleanValue,
      BigInt: p.bigintValue,
      Symbol: p.symbolValue
    })
    let base = `[${className}`
    if (className !== constructor) base += constructor === null ? " (null prototype)" : ` (${constructor})`
    base += `: ${primitive(p.noProto({ ...defaults, breakLength: Infinity }), read[className](value))}]`
    return tag !== "" && tag !== constructor ? `${base} [${tag}]` : base
  }

  const raw = (ctx: GuestValue, value: GuestValue, depth: number): string => {
    const constructor = constructorName(ctx, value, depth)
    let tag = value[p.toStringTag]
    if (
      typeof tag !== "string" ||
      (tag !== "" && p.hasOwn(value, p.toStringTag) && (ctx.showHidden || p.enumerable(value, p.toStringTag)))
    ) {
      tag = ""
    }
    const kind: string = p.isArray(value) ? "Array" : (host.className(value) ?? "Object")
    let base = ""
    let open = ""
    let close = "}"
    let list = false
    let keys: GuestValue
    let contents: GuestValue = () => []
    if (kind === "Array") {
      keys = keysOf(ctx, value, false)
      open = constructor !== "Array" || tag !== "" ? `${prefix(constructor, tag, "Array", `(${value.length})`)}[` : "["
      close = "]"
      list = true
      if (value.length === 0 && keys.length === 0) return `${open}]`
      contents = (level: number) => elements(ctx, value, level)
    } else if (kind === "Set" || kind === "Map") {
      const size = kind === "Set" ? p.setSize(value) : p.mapSize(value)
      keys = keysOf(ctx, value, true)
      open = `${prefix(constructor, tag, kind, `(${size})`)}{`
      if (size === 0 && keys.length === 0) return `${open}}`
      contents = (level: number) => members(ctx, value, level, size, kind === "Set" ? p.setEach : p.mapEach)
    } else if (p.isView(value) && kind !== "DataView") {
      const size = p.typedLength(value)
      keys = keysOf(ctx, value, false)
      open = `${prefix(constructor, tag, p.typedTag(value), `(${size})`)}[`
      close = "]"
      list = true
      if (size === 0 && keys.length === 0) return `${open}]`
      contents = () => {
        const output: GuestValue = []
        const most = p.min(p.max(0, ctx.maxArrayLength), size)
        for (let i = 0; i < most; i++) push(output, primitive(ctx, value[i]))
        if (size > most) push(output, plural(size - most, "item"))
        return output
      }
    } else {
      keys = keysOf(ctx, value, true)
      open = "{"
      if (typeof value === "function") {
        base = functionBase(value, constructor, tag)
        if (keys.length === 0) return base
      } else if (kind === "RegExp") {
        base = p.regexpText(value)
        const named = prefix(constructor, tag, "RegExp")
        if (named !== "RegExp ") base = named + base
        if (keys.length === 0 || (ctx.depth !== null && depth > ctx.depth)) return base
      } else if (kind === "Date") {
        base = p.isNaN(p.dateTime(value)) ? "Invalid Date" : p.dateIso(value)
        const named = prefix(constructor, tag, "Date")
        if (named !== "Date ") base = named + base
        if (keys.length === 0) return base
      } else if (kind === "Error" || isInstance(value, p.Error)) {
        const shown = errorBase(ctx, value, constructor, tag, keys)
        base = shown.stack
        keys = shown.keys
        if (keys.length === 0) return base
      } else if (kind === "ArrayBuffer" || kind === "SharedArrayBuffer") {
        open = `${prefix(constructor, tag, kind)}{`
        contents = () => {
          const bytes = new p.Uint8Array(value)
          const size = p.typedLength(bytes)
          const most = p.min(p.max(0, ctx.maxArrayLength), size)
          const more = size > most ? ` ... ${size - most} more byte${size - most > 1 ? "s" : ""}` : ""
          return [`[Uint8Contents]: <${hex(bytes, most)}${more}>`, `[byteLength]: ${size}`]
        }
      } else if (kind === "DataView") {
        open = `${prefix(constructor, tag, "DataView")}{`
        contents = (level: number) => {
          ctx.indentation += 2
          const buffer = format(ctx, p.viewBuffer(value), level)
          ctx.indentation -= 2
          return [`[byteLength]: ${p.viewBytes(value)}`, `[byteOffset]: ${p.viewOffset(value)}`, `[buffer]: ${buffer}`]
        }
      } else if (kind === "Promise") {
        open = `${prefix(constructor, tag, "Promise")}{`
        contents = (level: number) => {
          const state = host.promiseState(value)
          if (state === 0) return ["<pending>"]
          ctx.indentation += 2
          const shown = format(ctx, host.promiseResult(value), level)
          ctx.indentation -= 2
          return [state === 2 ? `<rejected> ${shown}` : shown]
        }
      } else if (kind === "WeakSet" || kind === "WeakMap") {
        open = `${prefix(constructor, tag, kind)}{`
        contents = () => ["<items unknown>"]
      } else if (constructor === null && tag === "Module") {
        open = `${prefix(constructor, tag, "Module")}{`
      } else if (kind === "Map Iterator" || kind === "Set Iterator") {
        open = `[${tag}] {`
        // Nothing tells them without taking them from the program.
        contents = () => ["<items unknown>"]
      } else if (
        kind === "Number" ||
        kind === "String" ||
        kind === "Boolean" ||
        kind === "BigInt" ||
        kind === "Symbol"
      ) {
        base = boxedBase(kind, value, constructor, tag)
        if (kind === "String") keys = keysOf(ctx, value, false)
        if (keys.length === 0) return base
      } else {
        if (kind === "Arguments") open = "[Arguments] {"
        else if (constructor !== "Object" || tag !== "") open = `${prefix(constructor, tag, "Object")}{`
        if (keys.length === 0) return `${open}}`
      }
    }
    if (ctx.depth !== null && depth > ctx.depth) {
      const shown = slice(prefix(constructor, tag, kind === "Array" ? "Array" : "Object"), 0, -1)
      return constructor === null ? shown : `[${shown}]`
    }
    const level = depth + 1
    push(ctx.seen, value)
    ctx.currentDepth = level
    const output = contents(level)
    const extras: GuestValue = list ? [] : output
    for (let i = 0; i < keys.length; i++) push(extras, property(ctx, value, level, keys[i], false))
    if (ctx.sorted) p.sort(extras, ctx.sorted === true ? undefined : ctx.sorted)
    if (list) for (let i = 0; i < extras.length; i++) push(output, extras[i])
    ctx.seen.length--
    const circular = p.mapGet(ctx.circular, value)
    if (circular !== undefined) {
      const reference = `<ref *${circular}>`
      if (ctx.compact === true) open = `${reference} ${open}`
      else base = base === "" ? reference : `${reference} ${base}`
    }
    return assemble(ctx, output, base, open, close, list, level, value)
  }

  const format = (ctx: GuestValue, given: GuestValue, depth: number): string => {
    if (given === null || (typeof given !== "object" && typeof given !== "function")) return primitive(ctx, given)
    let value = given
    for (;;) {
      const target = host.proxyTarget(value)
      if (target === undefined) break
      if (target === null) return "<Revoked Proxy>"
      value = target
    }
    if (ctx.customInspect) {
      const custom = value[customInspect]
      const prototype = p.describe(value, "constructor")?.value?.prototype
      if (typeof custom === "function" && custom !== inspect && prototype !== value) {
        const left = ctx.depth === null ? null : ctx.depth - depth
        const options = p.assign({}, ctx.options, { depth: left })
        const shown = p.apply(custom, given, [left, options, inspect])
        if (shown !== given) {
          if (typeof shown !== "object" || shown === null) {
            return join(
              p.split(typeof shown === "string" ? shown : primitive(ctx, shown), "\n"),
              `\n${repeat(" ", ctx.indentation)}`
            )
          }
          return format(ctx, shown, depth)
        }
      }
    }
    for (let i = 0; i < ctx.seen.length; i++) {
      if (ctx.seen[i] === value) {
        let index = p.mapGet(ctx.circular, value)
        if (index === undefined) {
          index = p.mapSize(ctx.circular) + 1
          p.mapSet(ctx.circular, value, index)
        }
        return `[Circular *${index}]`
      }
    }
    return raw(ctx, value, depth)
  }

  const defaults = {
    __proto__: null,
    showHidden: false,
    depth: 2,
    customInspect: true,
    maxArrayLength: 100,
    maxStringLength: 10_000,
    breakLength: 80,
    compact: 3,
    sorted: false,
    getters: false
  }
  const names = p.keys(defaults)

  const choose = (ctx: GuestValue, options: GuestValue): void => {
    if (typeof options !== "object" || options === null) return
    for (let i = 0; i < names.length; i++) {
      if (p.hasOwn(options, names[i]) && options[names[i]] !== undefined) ctx[names[i]] = options[names[i]]
    }
  }

  /** Before there were options, `showHidden` and `depth` were arguments. */
  const inspect = (value: GuestValue, options?: GuestValue, depth?: GuestValue): string => {
    const ctx = p.noProto(defaults)
    choose(ctx, (inspect as GuestValue).defaultOptions)
    if (depth !== undefined) ctx.depth = depth
    if (typeof options === "boolean") ctx.showHidden = options
    choose(ctx, options)
    if (ctx.maxArrayLength === null) ctx.maxArrayLength = Infinity
    if (ctx.maxStringLength === null) ctx.maxStringLength = Infinity
    if (ctx.depth === Infinity) ctx.depth = null
    ctx.options = p.assign(p.create(null), ctx)
    ctx.indentation = 0
    ctx.currentDepth = 0
    ctx.seen = []
    ctx.circular = new p.Map()
    return format(ctx, value, 0)
  }
  p.method(inspect, "custom", customInspect)
  return inspect
}
