const AssertionError = require("./AssertionError.cjs")
const { isDeepEqual, isDeepStrictEqual, isPartiallyEqual } = require("./Comparisons.cjs")
const { coded, invalidType, needFunction } = require("./Errors.cjs")
const { isPromise, isRegExp } = require("./Types.cjs")
const { host, inspect } = prelude

const failWith = (message, { generated, ...details }) => {
  if (message instanceof Error) throw message
  const error = new AssertionError({ ...details, message: message ?? generated })
  if (message === undefined && generated !== undefined) error.generatedMessage = true
  throw error
}

/** The text of the call that is asserting, as it stands in the program. */
const callText = (start) => {
  const holder = {}
  Error.captureStackTrace(holder, start)
  return host.callText(`${holder.stack}`)
}

const needBoth = (args) => {
  if (args.length < 2) {
    throw coded(TypeError, "ERR_MISSING_ARGS", 'The "actual" and "expected" arguments must be specified')
  }
}

const check = (value, args, start) => {
  if (value) return
  let [, message] = args
  let generatedMessage = false
  if (args.length === 0) {
    generatedMessage = true
    message = "No value argument passed to `assert.ok()`"
  } else if (message === undefined || message === null) {
    generatedMessage = true
    const text = callText(start)
    message =
      text === undefined || text === ""
        ? "The expression evaluated to a falsy value"
        : `The expression evaluated to a falsy value:\n\n  ${text.replaceAll("\n", "\n  ")}\n`
  } else if (message instanceof Error) throw message
  const error = new AssertionError({ actual: value, expected: true, message, operator: "==", stackStartFn: start })
  error.generatedMessage = generatedMessage
  throw error
}

function assert(...args) {
  check(args[0], args, assert)
}

const compared = (operator, holds) =>
  function compare(actual, expected, message) {
    needBoth(arguments)
    if (!holds(actual, expected)) failWith(message, { actual, expected, operator, stackStartFn: compare })
  }

const equals = (a, b) => a == b || (a !== a && b !== b)

const named = (functions) => {
  for (const [name, value] of Object.entries(functions)) Object.defineProperty(value, "name", { value: name })
  return functions
}

const thrownBy = (act) => {
  needFunction("fn", act)
  try {
    act()
  } catch (error) {
    return { error }
  }
  return undefined
}

const rejectedBy = async (given) => {
  const promise = typeof given === "function" ? given() : given
  if (!isPromise(promise) && typeof promise?.then !== "function") {
    throw invalidType("promiseFn", ["function", "Promise"], given)
  }
  try {
    await promise
  } catch (error) {
    return { error }
  }
  return undefined
}

class Comparison {}

const matchesObject = (actual, expected, message, start, operator) => {
  const keys = Object.keys(expected)
  if (expected instanceof Error) keys.push("name", "message")
  else if (keys.length === 0) {
    throw coded(TypeError, "ERR_INVALID_ARG_VALUE", `The argument 'error' may not be an empty object. Received {}`)
  }
  for (const key of keys) {
    const regular = isRegExp(expected[key]) && typeof actual[key] === "string"
    if (regular ? expected[key].test(actual[key]) : key in actual && isDeepStrictEqual(actual[key], expected[key]))
      continue
    // By this name Node shows them.
    const picked = (from) => Object.assign(new Comparison(), plainly(from))
    const plainly = (from) =>
      Object.fromEntries(
        keys
          .filter((name) => name in from)
          .map((name) => [
            name,
            isRegExp(expected[name]) && typeof from[name] === "string" && expected[name].test(from[name])
              ? expected[name]
              : from[name]
          ])
      )
    const [a, b] = [picked(actual), picked(expected)]
    const error = new AssertionError({
      actual: a,
      expected: b,
      operator: "deepStrictEqual",
      stackStartFn: start,
      ...(message === undefined ? {} : { message })
    })
    error.actual = actual
    error.expected = expected
    error.operator = operator
    throw error
  }
}

const expectError = (actual, expected, message, start, operator) => {
  if (expected === undefined) return
  const fail = (text, generated = true) => {
    if (message instanceof Error) throw message
    const error = new AssertionError({ actual, expected, message: message ?? text, operator, stackStartFn: start })
    error.generatedMessage = generated && message === undefined
    throw error
  }
  if (isRegExp(expected)) {
    if (!expected.test(String(actual))) {
      fail(
        `The input did not match the regular expression ${inspect(expected)}. Input:\n\n${inspect(String(actual))}\n`
      )
    }
    return
  }
  if (typeof expected === "object") {
    if (typeof actual !== "object" || actual === null) {
      throw new AssertionError({
        actual,
        expected,
        operator: "deepStrictEqual",
        stackStartFn: start,
        ...(message === undefined ? {} : { message })
      })
    }
    return matchesObject(actual, expected, message, start, operator)
  }
  if (expected.prototype !== undefined && actual instanceof expected) return
  if (Object.prototype.isPrototypeOf.call(Error, expected) || expected === Error) {
    const name = actual?.constructor?.name
    fail(
      `The error is expected to be an instance of "${expected.name}". Received ${typeof actual === "object" && actual !== null && name ? `"${name}"` : `"${inspect(actual, { depth: -1 })}"`}` +
        (actual instanceof Error ? `\n\nError message:\n\n${actual.message}` : "")
    )
  }
  const answer = Reflect.apply(expected, {}, [actual])
  if (answer !== true) {
    const text =
      expected.name === "" ? "The validation function is" : `The ${inspect(expected.name)} validation function is`
    fail(
      `${text} expected to return "true". Received ${inspect(answer)}${actual instanceof Error ? `\n\nCaught error:\n\n${actual}` : ""}`
    )
  }
}

const expectThrown = (caught, expected, message, start) => {
  if (typeof expected === "string") [expected, message] = [undefined, expected]
  if (caught === undefined) {
    const name = expected?.name ? ` (${expected.name})` : ""
    const what = start.name === "rejects" ? "rejection" : "exception"
    failWith(
      message instanceof Error
        ? message
        : `Missing expected ${what}${name}${message === undefined ? "." : `: ${message}`}`,
      {
        actual: undefined,
        expected,
        operator: start.name,
        stackStartFn: start
      }
    )
  }
  expectError(caught.error, expected, message, start, start.name)
}

const expectNone = (caught, expected, message, start) => {
  if (caught === undefined) return
  const { error } = caught
  if (typeof expected === "string") [expected, message] = [undefined, expected]
  if (
    expected !== undefined &&
    !(typeof expected === "function" && error instanceof expected) &&
    !(isRegExp(expected) && expected.test(String(error)))
  )
    throw error
  const what = start.name === "doesNotReject" ? "rejection" : "exception"
  failWith(`Got unwanted ${what}${message === undefined ? "." : `: ${message}`}\nActual message: "${error?.message}"`, {
    actual: error,
    expected,
    operator: start.name,
    stackStartFn: start
  })
}

const matching = (wanted) =>
  function match(text, regexp, message) {
    if (!isRegExp(regexp)) throw invalidType("regexp", "RegExp", regexp)
    if (typeof text === "string" && regexp.test(text) === wanted) return
    const operator = wanted ? "match" : "doesNotMatch"
    const reason =
      typeof text === "string"
        ? `The input ${wanted ? "did not match" : "was expected to not match"} the regular expression ${inspect(regexp)}. Input:\n\n${inspect(text)}\n`
        : `The "string" argument must be of type string. Received type ${typeof text} (${inspect(text)})`
    failWith(message, {
      generated: reason,
      actual: text,
      expected: regexp,
      operator,
      stackStartFn: match
    })
  }

const functions = named({
  ok(...args) {
    check(args[0], args, functions.ok)
  },
  equal: compared("==", equals),
  notEqual: compared("!=", (a, b) => !equals(a, b)),
  strictEqual: compared("strictEqual", Object.is),
  notStrictEqual: compared("notStrictEqual", (a, b) => !Object.is(a, b)),
  deepEqual: compared("deepEqual", isDeepEqual),
  notDeepEqual: compared("notDeepEqual", (a, b) => !isDeepEqual(a, b)),
  deepStrictEqual: compared("deepStrictEqual", isDeepStrictEqual),
  notDeepStrictEqual: compared("notDeepStrictEqual", (a, b) => !isDeepStrictEqual(a, b)),
  partialDeepStrictEqual: compared("partialDeepStrictEqual", isPartiallyEqual),
  match: matching(true),
  doesNotMatch: matching(false),
  throws: (act, expected, message) => expectThrown(thrownBy(act), expected, message, functions.throws),
  doesNotThrow: (act, expected, message) => expectNone(thrownBy(act), expected, message, functions.doesNotThrow),
  rejects: async (act, expected, message) => expectThrown(await rejectedBy(act), expected, message, functions.rejects),
  doesNotReject: async (act, expected, message) =>
    expectNone(await rejectedBy(act), expected, message, functions.doesNotReject),
  fail(message) {
    failWith(message, { generated: "Failed", operator: "fail", stackStartFn: functions.fail })
  },
  ifError(value) {
    if (value === null || value === undefined) return
    const text =
      typeof value === "object" && typeof value.message === "string"
        ? value.message === "" && value.constructor
          ? value.constructor.name
          : value.message
        : inspect(value)
    throw new AssertionError({
      actual: value,
      expected: null,
      operator: "ifError",
      message: `ifError got unwanted exception: ${text}`,
      stackStartFn: functions.ifError
    })
  }
})

Object.assign(assert, functions, { AssertionError })
const strict = Object.assign((...args) => check(args[0], args, strict), assert, {
  equal: assert.strictEqual,
  deepEqual: assert.deepStrictEqual,
  notEqual: assert.notStrictEqual,
  notDeepEqual: assert.notDeepStrictEqual
})
assert.strict = strict
strict.strict = strict

module.exports = assert
