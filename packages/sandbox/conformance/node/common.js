"use strict"
/**
 * What Node's own tests need around them (`test/common`), of our own writing: that of Node starts processes and looks into Node itself.
 */
const assert = require("assert")
const fs = require("fs")
const { inspect } = require("util")

const pending = []
process.on("exit", (code) => {
  if (code !== 0) return
  for (const { actual, exact, least, name, stack } of pending) {
    if (exact === undefined ? actual >= least : actual === exact) continue
    process._rawDebug?.(stack)
    process.stderr.write(
      `${name || "a function"} was called ${actual} times, not ${exact ?? `${least} or more`}\n${stack}\n`
    )
    process.exitCode = 1
  }
})

const counted = (call, bound) => {
  const record = { actual: 0, name: call.name, stack: new Error("expected here").stack, ...bound }
  pending.push(record)
  const counter = function (...args) {
    record.actual += 1
    return call.apply(this, args)
  }
  Object.defineProperties(counter, {
    name: { value: call.name, configurable: true },
    length: { value: call.length, configurable: true }
  })
  return counter
}

const noop = () => {}
const boundOf = (call, times) => (typeof call === "number" ? [noop, call] : [call ?? noop, times ?? 1])

const mustCall = (call, times) => {
  const [called, exact] = boundOf(call, times)
  return counted(called, { exact })
}
const mustCallAtLeast = (call, times) => {
  const [called, least] = boundOf(call, times)
  return counted(called, { least })
}
const mustNotCall = (message) =>
  function (...args) {
    assert.fail(
      `${message ?? "a function was called that should not be"}: ${args.map((one) => inspect(one)).join(", ")}`
    )
  }
const mustSucceed = (call, times) =>
  mustCall(function (error, ...args) {
    assert.ifError(error)
    if (typeof call === "function") return call.apply(this, args)
  }, times)

const expectsError = (validator, times) =>
  mustCall((...args) => {
    assert.strictEqual(args.length, 1)
    assert.throws(() => {
      throw args[0]
    }, validator)
    return true
  }, times)

const invalidArgTypeHelper = (input) => {
  if (input === undefined || input === null) return ` Received ${input}`
  if (typeof input === "function") return ` Received function ${input.name}`
  if (typeof input === "object") {
    return input.constructor?.name
      ? ` Received an instance of ${input.constructor.name}`
      : ` Received ${inspect(input, { depth: -1 })}`
  }
  const shown = inspect(input, { colors: false })
  return ` Received type ${typeof input} (${shown.length > 28 ? `${shown.slice(0, 25)}...` : shown})`
}

let warnings
const expectWarning = (names, expected, code) => {
  if (warnings === undefined) {
    warnings = new Map()
    process.on("warning", (warning) => {
      const check = warnings.get(warning.name)
      if (check === undefined) throw new TypeError(`${warning.name} was not expected: ${inspect(warning)}`)
      check(warning)
    })
  }
  const expect = (name, wanted, wantedCode) => {
    const list =
      typeof wanted === "string"
        ? [[wanted, wantedCode]]
        : Array.isArray(wanted)
          ? typeof wanted[0] === "string"
            ? [wanted]
            : [...wanted]
          : Object.entries(wanted).map(([key, message]) => [message, key])
    warnings.set(
      name,
      mustCall((warning) => {
        const [message, wantedOne] = list.shift()
        assert.strictEqual(warning.message, message)
        assert.strictEqual(warning.code, wantedOne)
      }, list.length)
    )
  }
  if (typeof names === "string") expect(names, expected, code)
  else for (const [name, wanted] of Object.entries(names)) expect(name, wanted)
}

const skip = (reason) => {
  process.stdout.write(`1..0 # Skipped: ${reason}\n`)
  process.exit(0)
}

const views = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
  DataView
]
const getArrayBufferViews = ({ buffer, byteLength, byteOffset }) =>
  views
    .filter(({ BYTES_PER_ELEMENT = 1 }) => byteLength % BYTES_PER_ELEMENT === 0)
    .map((View) => new View(buffer, byteOffset, byteLength / (View.BYTES_PER_ELEMENT ?? 1)))

module.exports = {
  mustCall,
  mustCallAtLeast,
  mustNotCall,
  mustSucceed,
  mustNotMutateObjectDeep: (value) => value,
  expectsError,
  expectWarning,
  invalidArgTypeHelper,
  skip,
  skipIf32Bits: noop,
  printSkipMessage: (reason) => process.stdout.write(`1..0 # Skipped: ${reason}\n`),
  platformTimeout: (ms) => Number(ms),
  allowGlobals: noop,
  canCreateSymLink: () => true,
  getArrayBufferViews,
  getBufferSources: (buffer) => [...getArrayBufferViews(buffer), new Uint8Array(buffer).buffer],
  getTTYfd: () => -1,
  runWithInvalidFD: (use) => {
    let fd = 1 << 30
    try {
      while (fs.fstatSync(fd--) && fd > 0);
    } catch {
      return use(fd)
    }
  },
  isWindows: false,
  isMacOS: false,
  isLinux: true,
  isAIX: false,
  isIBMi: false,
  isSunOS: false,
  isFreeBSD: false,
  isOpenBSD: false,
  isRiscv64: false,
  isDebug: false,
  isMainThread: true,
  isInsideDirWithUnusualChars: false,
  enoughTestMem: false,
  hasCrypto: true,
  hasIntl: true,
  hasFullICU: true,
  hasInspector: false,
  hasIPv6: false,
  hasQuic: false,
  hasSQLite: false,
  buildType: "Release"
}
