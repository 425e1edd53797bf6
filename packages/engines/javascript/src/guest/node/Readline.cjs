const EventEmitter = require("./Events.cjs")
const { coded } = require("./Errors.cjs")
const { StringDecoder } = require("./StringDecoder.cjs")
const { abortError } = require("./Abort.cjs")

class Interface extends EventEmitter {
  #text = ""
  #question
  #lines = []
  #afterReturn = false
  #decoder = new StringDecoder("utf8")
  constructor(input, output, completer, terminal) {
    super()
    const options = input?.input === undefined ? { input, output, completer, terminal } : input
    this.input = options.input
    this.output = options.output
    this.terminal = false
    this.line = ""
    this.cursor = 0
    this.closed = false
    this.crlfDelay = options.crlfDelay ?? 100
    this.history = []
    this.prompting = options.prompt ?? "> "
    this.onData = (chunk) => this.#take(typeof chunk === "string" ? chunk : this.#decoder.write(chunk))
    this.onEnd = () => {
      const rest = this.#text + this.#decoder.end()
      this.#text = ""
      if (rest !== "") this.#lines.push(rest)
      this.ended = true
      this.#tell()
    }
    for (const name of ["onData", "onEnd", "prompting", "ended"]) {
      Object.defineProperty(this, name, { value: this[name], writable: true, enumerable: false })
    }
    if (this.input === undefined || this.input === null)
      throw coded(TypeError, "ERR_INVALID_ARG_TYPE", 'The "input" argument must be a stream')
    this.input.on("data", this.onData)
    this.input.on("end", this.onEnd)
    this.input.resume?.()
  }
  #take(text) {
    const lines = (
      this.#text + (this.#afterReturn && this.#text === "" && text.startsWith("\n") ? text.slice(1) : text)
    ).split(/\r\n|\n|\r|\u2028|\u2029/)
    this.#afterReturn = text.endsWith("\r")
    this.#text = lines.pop()
    this.#lines.push(...lines)
    this.#tell()
  }
  #tell() {
    while (this.#lines.length > 0 && !this.paused && !this.closed) {
      const line = this.#lines.shift()
      const asked = this.#question
      if (asked === undefined) this.emit("line", line)
      else {
        this.#question = undefined
        asked(line)
      }
      if (this.slow && this.#lines.length > 0) {
        // Whoever awaits an answer asks again after this turn.
        setImmediate(() => this.#tell())
        return
      }
    }
    if (this.ended && this.#lines.length === 0 && !this.paused) this.close()
  }
  getPrompt() {
    return this.prompting
  }
  setPrompt(prompt) {
    this.prompting = `${prompt}`
  }
  prompt() {
    if (this.paused) this.resume()
    this.output?.write(this.prompting)
  }
  question(query, options, callback) {
    if (this.closed && this.#lines.length === 0) throw coded(Error, "ERR_USE_AFTER_CLOSE", "readline was closed")
    const answer = typeof options === "function" ? options : callback
    if (typeof answer !== "function") return
    if (this.#question !== undefined) {
      this.prompt()
      return
    }
    const signal = options?.signal
    signal?.addEventListener("abort", () => {
      this.#question = undefined
    })
    this.output?.write(`${query}`)
    this.#question = answer
  }
  write(text) {
    if (this.closed) throw coded(Error, "ERR_USE_AFTER_CLOSE", "readline was closed")
    if (typeof text === "string") this.#take(text)
  }
  pause() {
    if (this.paused) return this
    this.input.pause?.()
    this.paused = true
    this.emit("pause")
    return this
  }
  resume() {
    if (!this.paused) return this
    this.input.resume?.()
    this.paused = false
    this.emit("resume")
    setImmediate(() => this.#tell())
    return this
  }
  close() {
    if (this.closed) return
    this.pause()
    this.closed = true
    this.input.off("data", this.onData)
    this.input.off("end", this.onEnd)
    this.emit("close")
  }
  getCursorPos() {
    return { rows: 0, cols: this.cursor }
  }
  [Symbol.asyncIterator]() {
    const lines = EventEmitter.on(this, "line", { close: ["close"] })
    return {
      next: async () => {
        const { done, value } = await lines.next()
        return done ? { value: undefined, done } : { value: value[0], done }
      },
      return: async () => {
        this.close()
        return lines.return()
      },
      [Symbol.asyncIterator]() {
        return this
      }
    }
  }
}
for (const name of ["paused", "slow"]) {
  Object.defineProperty(Interface.prototype, name, { value: false, writable: true, configurable: true })
}
if (Symbol.dispose !== undefined) Interface.prototype[Symbol.dispose] = Interface.prototype.close

/** What `question` resolves to. The lines behind the answer wait until the next question was asked. */
const answered = (reader, ask, query, options) => {
  const signal = options?.signal
  if (signal?.aborted) return Promise.reject(abortError(signal))
  reader.slow = true
  return new Promise((resolve, reject) => {
    signal?.addEventListener("abort", () => reject(abortError(signal)), { once: true })
    Reflect.apply(ask, reader, [query, options ?? {}, resolve])
  })
}

const { question } = Interface.prototype
question[Symbol.for("nodejs.util.promisify.custom")] = function (query, options) {
  return answered(this, question, query, options)
}

class PromiseInterface extends Interface {
  question(query, options) {
    return answered(this, question, query, options)
  }
}

const moved =
  (codes) =>
  (stream, ...args) => {
    const done = args.findLast((arg) => typeof arg === "function")
    stream?.write(codes(...args))
    done?.()
    return true
  }

module.exports = {
  Interface,
  createInterface: (...args) => new Interface(...args),
  clearLine: moved((direction) => (direction < 0 ? "\u001B[1K" : direction > 0 ? "\u001B[0K" : "\u001B[2K")),
  clearScreenDown: moved(() => "\u001B[0J"),
  cursorTo: moved((x, y) => (typeof y === "number" ? `\u001B[${y + 1};${x + 1}H` : `\u001B[${x + 1}G`)),
  moveCursor: moved((dx, dy) =>
    [
      dx < 0 ? `\u001B[${-dx}D` : dx > 0 ? `\u001B[${dx}C` : "",
      dy < 0 ? `\u001B[${-dy}A` : dy > 0 ? `\u001B[${dy}B` : ""
    ].join("")
  ),
  emitKeypressEvents: () => {},
  promises: { Interface: PromiseInterface, createInterface: (...args) => new PromiseInterface(...args) }
}
