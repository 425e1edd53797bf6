/**
 * The part of Jest's and Vitest's way to write tests that the corpora use, of our own writing: it has to be the same in both places, and
 * the sandbox has no packages. Defines it all globally.
 */
const suites = []
const newSuite = (name, parent) => ({ name, parent, steps: [], before: [], after: [], beforeAll: [], afterAll: [] })
let suite = newSuite("", undefined)
const top = suite
suites.push(top)

const kindOf = (value) => Object.prototype.toString.call(value)
const isObject = (value) => typeof value === "object" && value !== null
const matches = (expected) => isObject(expected) && typeof expected.matchesValue === "function"

const keysOf = (value, strict) =>
  [...Object.keys(value), ...Object.getOwnPropertySymbols(value)].filter((key) => strict || value[key] !== undefined)

const equal = (a, b, strict, seen = []) => {
  if (matches(b)) return b.matchesValue(a)
  if (matches(a)) return a.matchesValue(b)
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b)) return false
  if (kindOf(a) !== kindOf(b)) return false
  if (seen.some(([x, y]) => x === a && y === b)) return true
  const deeper = [...seen, [a, b]]
  if (strict && Object.getPrototypeOf(a)?.constructor !== Object.getPrototypeOf(b)?.constructor) return false
  if (a instanceof Date) return Object.is(a.getTime(), b.getTime())
  if (a instanceof RegExp) return String(a) === String(b)
  if (a instanceof Error) return a.message === b.message && a.name === b.name
  if (/Number|String|Boolean/.test(kindOf(a))) return Object.is(a.valueOf(), b.valueOf())
  if (a instanceof Set) {
    return a.size === b.size && [...a].every((x) => b.has(x) || [...b].some((y) => equal(x, y, strict, deeper)))
  }
  if (a instanceof Map) {
    if (a.size !== b.size) return false
    return [...a].every(([key, value]) =>
      b.has(key)
        ? equal(value, b.get(key), strict, deeper)
        : [...b].some(([other, found]) => equal(key, other, strict, deeper) && equal(value, found, strict, deeper))
    )
  }
  if (Array.isArray(a) && a.length !== b.length) return false
  if (ArrayBuffer.isView(a) && a.length !== b.length) return false
  const keys = keysOf(a, strict)
  if (keys.length !== keysOf(b, strict).length) return false
  return keys.every((key) => (strict ? Object.hasOwn(b, key) : key in b) && equal(a[key], b[key], strict, deeper))
}

const contains = (value, part) => {
  if (matches(part)) return part.matchesValue(value)
  if (!isObject(part) || !isObject(value)) return equal(value, part, false)
  if (Array.isArray(part)) {
    return (
      Array.isArray(value) && part.length === value.length && part.every((one, index) => contains(value[index], one))
    )
  }
  return Object.keys(part).every((key) => key in value && contains(value[key], part[key]))
}

const show = (value) => {
  try {
    return typeof value === "string" ? JSON.stringify(value) : String(JSON.stringify(value) ?? value)
  } catch {
    return String(value)
  }
}

const isThrown = (error, wanted) => {
  if (wanted === undefined) return true
  const message = error?.message ?? String(error)
  if (typeof wanted === "string") return message.includes(wanted)
  if (wanted instanceof RegExp) return wanted.test(message)
  if (typeof wanted === "function") return error instanceof wanted
  if (matches(wanted)) return wanted.matchesValue(error)
  return message === wanted.message
}

const throws = (call, wanted) => {
  if (typeof call !== "function") return isThrown(call, wanted)
  try {
    call()
  } catch (error) {
    return isThrown(error, wanted)
  }
  return false
}

const callsOf = (mock) => mock.mock.calls

const matchers = {
  equal: (value, wanted) => equal(value, wanted, false),
  toBe: (value, wanted) => Object.is(value, wanted),
  toEqual: (value, wanted) => equal(value, wanted, false),
  toStrictEqual: (value, wanted) => equal(value, wanted, true),
  toBeTruthy: Boolean,
  toBeFalsy: (value) => !value,
  toBeNull: (value) => value === null,
  toBeUndefined: (value) => value === undefined,
  toBeDefined: (value) => value !== undefined,
  toBeNaN: (value) => Number.isNaN(value),
  toBeCloseTo: (value, wanted, digits = 2) => Object.is(value, wanted) || Math.abs(value - wanted) < 10 ** -digits / 2,
  toContain: (value, wanted) =>
    typeof value === "string" ? value.includes(wanted) : [...value].some((one) => Object.is(one, wanted)),
  toContainEqual: (value, wanted) => [...value].some((one) => equal(one, wanted, false)),
  toHaveLength: (value, length) => value.length === length,
  toHaveProperty: (value, path, ...wanted) => {
    let found = value
    for (const key of Array.isArray(path) ? path : path.split(".")) {
      if (found === undefined || found === null || !(key in Object(found))) return false
      found = found[key]
    }
    return wanted.length === 0 || equal(found, wanted[0], false)
  },
  toMatch: (value, wanted) => (typeof wanted === "string" ? value.includes(wanted) : wanted.test(value)),
  toMatchObject: contains,
  toThrow: throws,
  toThrowError: throws,
  toBeInstanceOf: (value, type) => value instanceof type,
  toBeGreaterThan: (value, wanted) => value > wanted,
  toBeGreaterThanOrEqual: (value, wanted) => value >= wanted,
  toBeLessThan: (value, wanted) => value < wanted,
  toBeLessThanOrEqual: (value, wanted) => value <= wanted,
  toHaveBeenCalled: (mock) => callsOf(mock).length > 0,
  toBeCalled: (mock) => callsOf(mock).length > 0,
  toHaveBeenCalledTimes: (mock, times) => callsOf(mock).length === times,
  toBeCalledTimes: (mock, times) => callsOf(mock).length === times,
  toHaveBeenCalledWith: (mock, ...wanted) => callsOf(mock).some((call) => equal(call, wanted, false)),
  toHaveBeenLastCalledWith: (mock, ...wanted) => equal(callsOf(mock).at(-1), wanted, false),
  toHaveBeenNthCalledWith: (mock, nth, ...wanted) => equal(callsOf(mock)[nth - 1], wanted, false)
}

class Assertion {
  constructor(value, isNot) {
    this.value = value
    this.isNot = isNot
  }
  get not() {
    return new Assertion(this.value, !this.isNot)
  }
  /** Vitest takes Chai's words too. */
  get to() {
    return this
  }
  get deep() {
    return this
  }
  get resolves() {
    return settled(this.value, false, this.isNot)
  }
  get rejects() {
    return settled(this.value, true, this.isNot)
  }
}

const addMatcher = (name, matcher) => {
  Assertion.prototype[name] = function (...wanted) {
    if (Boolean(matcher(this.value, ...wanted)) !== this.isNot) return
    throw new Error(`expect(${show(this.value)})${this.isNot ? ".not" : ""}.${name}(${wanted.map(show).join(", ")})`)
  }
}
for (const [name, matcher] of Object.entries(matchers)) addMatcher(name, matcher)

const settled = (promise, isRejected, isNot) => {
  const judged =
    (name, not) =>
    async (...wanted) => {
      const [value, rejected] = await (typeof promise === "function" ? promise() : promise).then(
        (value) => [value, false],
        (error) => [error, true]
      )
      if (rejected !== isRejected) throw new Error(`the promise was ${rejected ? "rejected" : "fulfilled"}`)
      new Assertion(value, not)[name](...wanted)
    }
  const methods = (not) => Object.fromEntries(Object.keys(matchers).map((name) => [name, judged(name, not)]))
  return { ...methods(isNot), not: methods(!isNot) }
}

const expect = (value) => new Assertion(value, false)

const extend = (more) => {
  for (const [name, matcher] of Object.entries(more)) {
    const context = { equals: (a, b) => equal(a, b, false), utils: {} }
    addMatcher(name, (...call) => matcher.call(context, ...call).pass)
  }
}

const matcher = (matchesValue) => ({ matchesValue })
Object.assign(expect, {
  extend,
  anything: () => matcher((value) => value !== undefined && value !== null),
  any: (type) =>
    matcher((value) =>
      isObject(value) || typeof value === "function" ? value instanceof type : Object(value) instanceof type
    ),
  arrayContaining: (wanted) =>
    matcher((value) => Array.isArray(value) && wanted.every((one) => value.some((other) => equal(other, one, false)))),
  objectContaining: (wanted) => matcher((value) => isObject(value) && contains(value, wanted)),
  stringContaining: (wanted) => matcher((value) => typeof value === "string" && value.includes(wanted)),
  stringMatching: (wanted) => matcher((value) => typeof value === "string" && new RegExp(wanted).test(value)),
  closeTo: (wanted, digits = 2) => matcher((value) => matchers.toBeCloseTo(value, wanted, digits))
})

const mocks = new Set()
const fn = (implementation) => {
  let once = []
  let current = implementation
  const mock = function (...call) {
    mock.mock.calls.push(call)
    return (once.length > 0 ? once.shift() : current)?.apply(this, call)
  }
  mock.mock = { calls: [] }
  mock.mockClear = () => {
    mock.mock.calls = []
    return mock
  }
  mock.mockReset = () => {
    once = []
    current = undefined
    return mock.mockClear()
  }
  mock.mockRestore = mock.mockReset
  mock.mockImplementation = (next) => {
    current = next
    return mock
  }
  mock.mockImplementationOnce = (next) => {
    once.push(next)
    return mock
  }
  mock.mockReturnValue = (value) => mock.mockImplementation(() => value)
  mock.mockReturnValueOnce = (value) => mock.mockImplementationOnce(() => value)
  mock.mockResolvedValue = (value) => mock.mockImplementation(() => Promise.resolve(value))
  mocks.add(mock)
  return mock
}

const spyOn = (target, name) => {
  const original = target[name]
  const mock = fn(original)
  mock.mockRestore = () => {
    target[name] = original
  }
  target[name] = mock
  return mock
}

const eachMock = (method) => () => {
  for (const mock of mocks) mock[method]()
}
const jest = {
  fn,
  spyOn,
  clearAllMocks: eachMock("mockClear"),
  resetAllMocks: eachMock("mockReset"),
  restoreAllMocks: eachMock("mockRestore"),
  setTimeout: () => {}
}

/** `name %s` and `name $key` of a table's row. */
const titleOf = (title, row, index) => {
  const values = Array.isArray(row) ? [...row] : [row]
  return title
    .replaceAll(/%[sdifjop#%]/g, (mark) => {
      if (mark === "%%") return "%"
      if (mark === "%#") return String(index)
      return values.length > 0 ? (mark === "%s" ? String(values.shift()) : show(values.shift())) : mark
    })
    .replaceAll(/\$(\w+)/g, (whole, key) => (isObject(row) && key in row ? show(row[key]) : whole))
}

const rowsOf = (table, values) => {
  if (!Array.isArray(table.raw)) return table
  const names = table[0].split("|").map((name) => name.trim())
  const rows = []
  for (let index = 0; index < values.length; index += names.length) {
    rows.push(Object.fromEntries(names.map((name, at) => [name, values[index + at]])))
  }
  return rows
}

const eachOf =
  (define) =>
  (table, ...values) =>
  (title, body) => {
    rowsOf(table, values).forEach((row, index) => {
      define(titleOf(title, row, index), () => body(...(Array.isArray(row) ? row : [row])))
    })
  }

const test = (name, body) => suite.steps.push({ name, body })
const describe = (name, body) => {
  const inner = newSuite(String(name), suite)
  suite.steps.push(inner)
  suite = inner
  try {
    body()
  } finally {
    suite = inner.parent
  }
}
const skipped = (define) => {
  define.skip = Object.assign(() => {}, { each: () => () => {} })
  define.todo = () => {}
  define.only = define
  define.concurrent = define
  define.each = eachOf(define)
  return define
}
skipped(test)
skipped(describe)

const chain = (inner, key) => (inner === undefined ? [] : [...chain(inner.parent, key), ...inner[key]])
const called = (body) =>
  body.length === 0
    ? body()
    : new Promise((resolve, reject) => body((error) => (error === undefined ? resolve() : reject(error))))

let passed = 0
let all = 0

const runTest = async (inner, name, body) => {
  all += 1
  try {
    for (const hook of chain(inner, "before")) await called(hook)
    await called(body)
    for (const hook of chain(inner, "after")) await called(hook)
    passed += 1
  } catch (error) {
    process.stdout.write(`not ok ${name}\n`)
    process.stderr.write(`not ok ${name}: ${error?.stack ?? error}\n${error?.message ?? ""}\n`)
  }
}

const runSuite = async (inner, path) => {
  for (const hook of inner.beforeAll) await called(hook)
  for (const step of inner.steps) {
    const name = path === "" ? String(step.name) : `${path} > ${step.name}`
    if (step.steps) await runSuite(step, name)
    else await runTest(inner, name, step.body)
  }
  for (const hook of inner.afterAll) await called(hook)
}

const hook = (key) => (body) => suite[key].push(body)
Object.assign(globalThis, {
  describe,
  xdescribe: describe,
  test,
  it: test,
  xtest: test,
  xit: test,
  expect,
  jest,
  vi: jest,
  beforeEach: hook("before"),
  afterEach: hook("after"),
  beforeAll: hook("beforeAll"),
  afterAll: hook("afterAll"),
  /** Runs what was defined and says how many pass; the exit code is 1 when one does not. */
  runDefinedTests: () =>
    runSuite(top, "").then(() => {
      process.stdout.write(`# ${passed} of ${all} pass\n`)
      if (passed < all || all === 0) process.exitCode = 1
    })
})
