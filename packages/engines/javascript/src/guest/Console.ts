/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** The global `console`, and its class. */
export const makeConsole = (p: GuestValue, host: GuestValue, inspect: GuestValue, format: GuestValue): GuestValue => {
  const { repeat, join, split, push } = p
  /** Defines the methods on `made`; `print` writes a text to 1, the output, or 2, the errors. */
  const over = (made: GuestValue, print: GuestValue, step: string): GuestValue => {
    const counts = new p.Map()
    const timers = new p.Map()
    let indentation = ""
    const emit = (stream: number, text: string): void => {
      if (indentation !== "") {
        text = indentation + (p.includes(text, "\n") ? join(split(text, "\n"), `\n${indentation}`) : text)
      }
      print(stream, `${text}\n`)
    }
    const out = (...args: GuestValue): void => emit(1, format(args))
    const err = (...args: GuestValue): void => emit(2, format(args))
    const elapsed = (label: string): string | undefined => {
      const start = p.mapGet(timers, label)
      if (start === undefined) {
        err(`Warning: No such label '${label}' for console.time()`)
        return undefined
      }
      const ms = host.now() - start
      if (ms < 1000) return `${+p.fixed(ms, ms < 1 ? 3 : 3)}ms`
      if (ms < 60_000) return `${p.fixed(ms / 1000, 3)}s`
      const minutes = p.floor(ms / 60_000)
      const seconds = p.fixed((ms % 60_000) / 1000, 3)
      return `${minutes}:${p.padStart(seconds, 6, "0")} (m:ss.mmm)`
    }
    const table = (data: GuestValue, columns?: GuestValue): void => {
      if (data === null || typeof data !== "object") return out(data)
      const cell = (value: GuestValue): string =>
        inspect(
          value,
          p.noProto({
            maxArrayLength: 3,
            breakLength: Infinity,
            depth: typeof value === "object" && value !== null && !p.isArray(value) && p.keys(value).length > 2 ? -1 : 0
          })
        )
      const className = host.className(data)
      const heads: GuestValue = []
      const rows: GuestValue = []
      const indices: GuestValue = []
      const bare: GuestValue = []
      let anyBare = false
      const addRow = (index: string, value: GuestValue): void => {
        const row = p.create(null)
        const primitive = value === null || (typeof value !== "object" && typeof value !== "function")
        bare[rows.length] = primitive ? cell(value) : undefined
        anyBare ||= primitive
        if (!primitive) {
          const keys = columns === undefined ? p.keys(value) : columns
          for (let i = 0; i < keys.length; i++) {
            const key = p.String(keys[i])
            let known = false
            for (let j = 0; j < heads.length; j++) known ||= heads[j] === key
            if (!known) push(heads, key)
            row[key] = p.hasOwn(value, key) ? cell(value[key]) : ""
          }
        }
        push(rows, row)
        push(indices, index)
      }
      let indexHead = "(index)"
      let keyed: GuestValue
      if (className === "Map") {
        indexHead = "(iteration index)"
        keyed = []
        let at = 0
        p.mapEach(data, (value: GuestValue, key: GuestValue) => {
          push(keyed, cell(key))
          addRow(`${at++}`, value)
        })
      } else if (className === "Set") {
        indexHead = "(iteration index)"
        let at = 0
        p.setEach(data, (value: GuestValue) => addRow(`${at++}`, value))
      } else {
        const keys = p.keys(data)
        for (let i = 0; i < keys.length; i++) addRow(keys[i], data[keys[i]])
      }
      const head: GuestValue = [indexHead]
      if (keyed !== undefined) push(head, "Key")
      for (let i = 0; i < heads.length; i++) push(head, heads[i])
      if (anyBare) push(head, "Values")
      const lines: GuestValue = []
      for (let i = 0; i < rows.length; i++) {
        const line: GuestValue = [indices[i]]
        if (keyed !== undefined) push(line, keyed[i])
        for (let j = 0; j < heads.length; j++) push(line, rows[i][heads[j]] ?? "")
        if (anyBare) push(line, bare[i] ?? "")
        push(lines, line)
      }
      const widths: GuestValue = []
      for (let j = 0; j < head.length; j++) {
        let most = host.width(head[j])
        for (let i = 0; i < lines.length; i++) most = p.max(most, host.width(lines[i][j]))
        widths[j] = most + 2
      }
      const rule = (left: string, middle: string, right: string): string => {
        const parts: GuestValue = []
        for (let j = 0; j < widths.length; j++) push(parts, repeat("─", widths[j]))
        return left + join(parts, middle) + right
      }
      const row = (line: GuestValue): string => {
        let text = "│"
        for (let j = 0; j < widths.length; j++)
          text += ` ${line[j]}${repeat(" ", widths[j] - 1 - host.width(line[j]))}│`
        return text
      }
      let shown = `${rule("┌", "┬", "┐")}\n${row(head)}\n${rule("├", "┼", "┤")}\n`
      for (let i = 0; i < lines.length; i++) shown += `${row(lines[i])}\n`
      out(shown + rule("└", "┴", "┘"))
    }
    const methods: GuestValue = {
      log: out,
      warn: err,
      dir: (value: GuestValue, options?: GuestValue) =>
        emit(1, inspect(value, p.assign(p.create(null), { customInspect: false }, options))),
      time: (label: GuestValue = "default") => {
        p.mapSet(timers, `${label}`, host.now())
      },
      timeEnd: (label: GuestValue = "default") => {
        const shown = elapsed(`${label}`)
        p.mapDelete(timers, `${label}`)
        if (shown !== undefined) out(`${label}: ${shown}`)
      },
      timeLog: (label: GuestValue = "default", ...rest: GuestValue) => {
        const shown = elapsed(`${label}`)
        if (shown === undefined) return
        const args = [`${label}: ${shown}`]
        for (let i = 0; i < rest.length; i++) push(args, rest[i])
        emit(1, format(args))
      },
      trace: (...args: GuestValue) => {
        const stack = p.String(new p.Error("").stack)
        const from = p.indexOf(stack, "\n")
        emit(2, `Trace${args.length > 0 ? `: ${format(args)}` : ""}${from < 0 ? "" : p.slice(stack, from)}`)
      },
      assert: (condition: GuestValue, ...args: GuestValue) => {
        if (condition) return
        if (typeof args[0] === "string") args[0] = `Assertion failed: ${args[0]}`
        else {
          const all: GuestValue = ["Assertion failed"]
          for (let i = 0; i < args.length; i++) push(all, args[i])
          args = all
        }
        emit(2, format(args))
      },
      clear: () => undefined,
      count: (label: GuestValue = "default") => {
        const count = (p.mapGet(counts, `${label}`) ?? 0) + 1
        p.mapSet(counts, `${label}`, count)
        out(`${label}: ${count}`)
      },
      countReset: (label: GuestValue = "default") => {
        p.mapDelete(counts, `${label}`)
      },
      group: (...args: GuestValue) => {
        if (args.length > 0) emit(1, format(args))
        indentation += step
      },
      groupEnd: () => {
        indentation = p.slice(indentation, 0, p.max(0, indentation.length - step.length))
      },
      table
    }
    methods.debug = methods.info = methods.log
    methods.dirxml = methods.log
    methods.error = methods.warn
    methods.groupCollapsed = methods.group
    const names = p.keys(methods)
    for (let i = 0; i < names.length; i++) {
      const implementation = methods[names[i]]
      p.method(
        made,
        names[i],
        { [names[i]]: (...args: GuestValue) => p.apply(implementation, undefined, args) }[names[i]],
        true
      )
    }
    return made
  }
  const made = over(p.create({}), (stream: number, text: string) => host.print(stream, text), "  ")
  p.define(made, p.toStringTag, p.noProto({ value: "console", configurable: true }))
  const Console = function Console(this: GuestValue, options: GuestValue, errors: GuestValue): GuestValue {
    const isOptions = typeof options === "object" && options !== null && typeof options.write !== "function"
    const given = isOptions ? options : p.noProto({ stdout: options, stderr: errors })
    const streams = [given.stdout, given.stderr ?? given.stdout]
    for (let i = 0; i < 2; i++) {
      if (typeof streams[i]?.write === "function") continue
      const message = `Console expects a writable stream instance for ${i === 0 ? "stdout" : "stderr"}`
      throw p.assign(new p.TypeError(message), { code: "ERR_CONSOLE_WRITABLE_STREAM" })
    }
    const print = (stream: number, text: string): void => {
      const target = streams[stream - 1]
      if (given.ignoreErrors === false) target.write(text)
      else host.tryWrite(target, text)
    }
    const proto = new.target === undefined ? Console.prototype : new.target.prototype
    return over(p.create(proto), print, repeat(" ", given.groupIndentation ?? 2))
  }
  p.define(
    Console,
    Symbol.hasInstance,
    p.noProto({ value: (value: GuestValue) => value === made || p.instance(Console, value) })
  )
  // The build may call it otherwise.
  p.define(Console, "name", p.noProto({ value: "Console" }))
  p.method(made, "Console", Console)
  return made
}
