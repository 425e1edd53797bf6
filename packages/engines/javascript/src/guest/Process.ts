/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** The global `process`: arguments, standard streams, exit, clocks and the events of its end. */
export const makeProcess = (
  p: GuestValue,
  host: GuestValue,
  loop: GuestValue,
  makeEmitter: GuestValue,
  makeStdin: GuestValue,
  version: string
): GuestValue => {
  const emitters = makeEmitter(p, loop, (emitter: GuestValue, event: GuestValue) => {
    if (emitter === stdin && (event === "data" || event === "readable" || event === "end")) input.heard(event)
  })
  const { emit, prototype: emitterPrototype } = emitters
  const addAll = (to: GuestValue, from: GuestValue, enumerable: boolean): void => {
    const names = p.keys(from)
    for (let i = 0; i < names.length; i++) p.method(to, names[i], from[names[i]], enumerable)
  }

  const isUtf8 = (encoding: GuestValue): boolean => {
    const name = p.lower(p.String(encoding))
    return name === "utf8" || name === "utf-8"
  }
  const writable = (stream: number): GuestValue => {
    const made = p.create(emitterPrototype)
    const finished = (): void => {
      emit(made, "finish", [])
    }
    addAll(
      made,
      {
        write: (chunk: GuestValue, encoding?: GuestValue, done?: GuestValue) => {
          if (typeof chunk !== "string" && !(p.isView(chunk) && p.typedTag(chunk) === "Uint8Array")) {
            throw loop.invalid("chunk", "string or an instance of Uint8Array", chunk)
          }
          const encoded = typeof chunk === "string" && typeof encoding === "string" && !isUtf8(encoding)
          host.write(stream, encoded ? host.asText(chunk, encoding) : chunk)
          const callback = typeof encoding === "function" ? encoding : done
          if (typeof callback === "function") loop.nextTick(callback)
          return true
        },
        end: (chunk?: GuestValue, encoding?: GuestValue, done?: GuestValue) => {
          const callback = typeof chunk === "function" ? chunk : typeof encoding === "function" ? encoding : done
          if (chunk !== undefined && chunk !== null && typeof chunk !== "function") made.write(chunk, encoding)
          if (typeof callback === "function") loop.nextTick(callback)
          loop.nextTick(finished)
          return made
        },
        cork: () => undefined,
        uncork: () => undefined,
        destroy: () => made,
        destroyed: false,
        writableLength: 0,
        writableHighWaterMark: 16_384,
        writableNeedDrain: false,
        fd: stream,
        writable: true
      },
      true
    )
    return made
  }

  const made: GuestValue = p.create(emitterPrototype)
  const input = makeStdin(
    p,
    host,
    loop,
    emitters,
    (stream: GuestValue) => stream === made.stdout || stream === made.stderr
  )
  const stdin = input.stream
  const noop = (): undefined => undefined
  /** Writes as `console` does: it does not fail where the stream does, at once or later. */
  host.tryWrite = (stream: GuestValue, text: string): void => {
    const isEmitter = typeof stream.once === "function" && typeof stream.removeListener === "function"
    if (isEmitter) stream.once("error", noop)
    try {
      stream.write(text, (error: GuestValue) => {
        if (isEmitter && error !== undefined && error !== null) stream.once("error", noop)
      })
    } catch (error) {
      if (p.instance(p.RangeError, error)) throw error
    } finally {
      if (isEmitter) stream.removeListener("error", noop)
    }
  }

  let exitCode: GuestValue
  const toCode = (value: GuestValue): number | undefined => {
    if (value === undefined || value === null) return undefined
    const code = typeof value === "string" && p.trim(value) !== "" ? +value : value
    if (typeof code !== "number" || !p.isInteger(code)) throw loop.invalid("code", "integer", value)
    return ((code % 256) + 256) % 256
  }
  let exiting = false
  const exit = (code?: GuestValue): void => {
    const given = toCode(code)
    if (given !== undefined) exitCode = given
    if (!exiting) {
      exiting = true
      emit(made, "exit", [toCode(exitCode) ?? 0])
    }
    host.exit(toCode(exitCode) ?? 0)
  }
  const hrtime = (previous?: GuestValue): GuestValue => {
    const ms = host.now()
    let seconds = p.floor(ms / 1000)
    let nanos = p.floor((ms % 1000) * 1e6)
    if (previous !== undefined) {
      seconds -= previous[0]
      nanos -= previous[1]
      if (nanos < 0) {
        seconds--
        nanos += 1e9
      }
    }
    return [seconds, nanos]
  }
  p.method(hrtime, "bigint", () => BigInt(p.floor(host.now() * 1e6)))
  addAll(
    made,
    {
      version: "v24.0.0",
      versions: { node: "24.0.0", quickjs: version },
      arch: "wasm32",
      platform: "linux",
      pid: 1,
      title: "glissade",
      execArgv: [],
      argv0: "glissade",
      execPath: "/usr/bin/glissade",
      env: {},
      argv: [],
      exit,
      reallyExit: (code?: GuestValue) => host.exit(toCode(code) ?? 0),
      abort: () => host.exit(134),
      nextTick: loop.nextTick,
      cwd: () => "/home/user",
      uptime: () => host.now() / 1000,
      hrtime,
      memoryUsage: () => {
        const bytes = host.memory()
        return { rss: bytes, heapTotal: bytes, heapUsed: bytes, external: 0, arrayBuffers: 0 }
      },
      emitWarning: (warning: GuestValue, type?: GuestValue, code?: GuestValue) => {
        const details = typeof type === "object" && type !== null ? type : { type, code }
        const told = p.instance(p.Error, warning) ? warning : new p.Error(p.String(warning))
        if (told !== warning) {
          p.method(told, "name", typeof details.type === "string" ? details.type : "Warning")
          if (typeof details.code === "string") told.code = details.code
          if (typeof details.detail === "string") told.detail = details.detail
        }
        loop.nextTick(() => {
          const mark = told.code === undefined ? "" : `[${told.code}] `
          const detail = told.detail === undefined ? "" : `${told.detail}\n`
          host.write(2, `(glissade) ${mark}${told.name}: ${told.message}\n${detail}`)
          emit(made, "warning", [told])
        })
      },
      release: { name: "node" },
      config: { variables: {} },
      features: {},
      allowedNodeEnvironmentFlags: new p.Set(),
      umask: () => 18,
      getuid: () => 1000,
      geteuid: () => 1000,
      getgid: () => 1000,
      getegid: () => 1000,
      ppid: 0,
      cpuUsage: () => ({ user: p.floor(host.now() * 1000), system: 0 }),
      resourceUsage: () => ({ userCPUTime: p.floor(host.now() * 1000), systemCPUTime: 0, maxRSS: 0 }),
      availableMemory: () => 1024 * 1024 * 1024,
      constrainedMemory: () => 1024 * 1024 * 1024,
      chdir: () => {
        throw new p.Error("process.chdir() is not available: every program runs in /home/user")
      },
      kill: () => {
        throw new p.Error("process.kill() is not available: there are no other processes")
      }
    },
    true
  )
  /** As Node has them: a program cannot assign another. */
  const streams = p.noProto({ stdin, stdout: writable(1), stderr: writable(2) })
  for (const name of ["stdin", "stdout", "stderr"]) {
    p.define(made, name, p.noProto({ get: () => streams[name], enumerable: true, configurable: true }))
  }
  p.define(
    made,
    "exitCode",
    p.noProto({
      get: () => exitCode,
      set: (value: GuestValue) => {
        toCode(value)
        exitCode = value
      },
      enumerable: true,
      configurable: true
    })
  )
  const plain = [made.stdout.write, made.stderr.write]
  /** A program that replaces `process.stdout.write` gets what the console prints. */
  host.print = (stream: number, text: string): void => {
    const target = stream === 1 ? made.stdout : made.stderr
    if (target?.write === plain[stream - 1]) host.write(stream, text)
    else host.tryWrite(target, text)
  }
  p.define(made, p.toStringTag, p.noProto({ value: "process", configurable: true }))
  p.method(globalThis, "process", made)
  return p.noProto({
    begin: ({ argv, isInteractive }: GuestValue) => {
      made.argv = argv
      input.begin(isInteractive)
    },
    emit: (event: string, args: GuestValue) => emit(made, event, args),
    exit,
    exitCode: () => toCode(exitCode) ?? 0
  })
}
