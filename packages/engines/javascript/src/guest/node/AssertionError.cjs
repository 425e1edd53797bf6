const { inspect } = prelude

const shown = (value) =>
  inspect(value, {
    compact: false,
    customInspect: false,
    depth: 1000,
    maxArrayLength: Infinity,
    showHidden: false,
    showProxy: false,
    sorted: true,
    getters: true,
    breakLength: Infinity,
    maxStringLength: Infinity
  })

const headlines = {
  __proto__: null,
  deepStrictEqual: "Expected values to be strictly deep-equal:",
  partialDeepStrictEqual: "Expected values to be partially and strictly deep-equal:",
  strictEqual: "Expected values to be strictly equal:",
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: "Expected values to be loosely deep-equal:",
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: "Values have same structure but are not reference-equal:",
  notDeepEqualUnequal: "Expected values not to be loosely deep-equal:"
}

/** In an object, a line may have a comma behind it only because more follows. */
const sameLine = (a, b, isObject) => a === b || (isObject && (`${a},` === b || a === `${b},`))

/** The lines of a shortest edit, by Myers: each with `+`, `-` or a space before it. */
const difference = (actual, expected, isObject) => {
  const [n, m] = [actual.length, expected.length]
  const most = n + m
  const ends = new Int32Array(2 * most + 2)
  const trace = []
  for (let d = 0; d <= most; d++) {
    trace.push(ends.slice())
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && ends[k - 1 + most] < ends[k + 1 + most])
      let x = down ? ends[k + 1 + most] : ends[k - 1 + most] + 1
      while (x < n && x - k < m && sameLine(actual[x], expected[x - k], isObject)) x++
      ends[k + most] = x
      if (x >= n && x - k >= m) return backtrack(trace, actual, expected, isObject)
    }
  }
  return []
}

const backtrack = (trace, actual, expected, isObject) => {
  const lines = []
  let [x, y] = [actual.length, expected.length]
  const most = x + y
  for (let d = trace.length - 1; d >= 0; d--) {
    const ends = trace[d]
    const k = x - y
    const before = k === -d || (k !== d && ends[k - 1 + most] < ends[k + 1 + most]) ? k + 1 : k - 1
    const beforeX = ends[before + most]
    const beforeY = beforeX - before
    while (x > beforeX && y > beforeY) {
      x--
      y--
      lines.push([" ", isObject && !actual[x].endsWith(",") ? expected[y] : actual[x]])
    }
    if (d > 0) lines.push(x > beforeX ? ["+", actual[--x]] : ["-", expected[--y]])
  }
  return lines.toReversed()
}

/** Up to five lines of those that are the same are shown behind a change, and one before the next. */
const printed = (lines) => {
  const out = []
  let same = 0
  let skipped = false
  for (const [i, [mark, text]] of lines.entries()) {
    if (mark === " ") {
      if (same++ < 5) out.push(`  ${text}`)
      continue
    }
    if (same === 7) out.push(`  ${lines[i - 2][1]}`)
    if (same >= 8) {
      out.push("...")
      skipped = true
    }
    if (same >= 6) out.push(`  ${lines[i - 1][1]}`)
    same = 0
    out.push(`${mark} ${text}`)
  }
  return { skipped, text: out.join("\n").trimEnd() }
}

/** Two short values in a line, longer ones one above the other, with a mark below where texts begin to differ. */
const simple = (actual, expected, left, right) => {
  const quotes = (value) => (typeof value === "string" ? 2 : 0)
  const zeros = actual === 0 && expected === 0
  if (!zeros && left.length + right.length - quotes(actual) - quotes(expected) <= 12)
    return `\n\n${left} !== ${right}\n`
  const at = left.length + right.length <= 80 ? Array.from(left).findIndex((letter, i) => letter !== right[i]) : -1
  const mark = at >= 3 ? `\n${" ".repeat(at + 2)}^` : ""
  return `\n+ actual - expected\n\n+ ${left}\n- ${right}${mark}\n`
}

const isObject = (value) => typeof value === "object" && value !== null

const diffed = (actual, expected, operator) => {
  const [left, right] = [shown(actual).split("\n"), shown(expected).split("\n")]
  if (left.length === 1 && right.length === 1 && left[0] !== right[0] && !(isObject(actual) && isObject(expected))) {
    return `${headlines[operator]}${simple(actual, expected, left[0], right[0])}`
  }
  if (left.join("\n") === right.join("\n")) {
    const text = left.length > 50 ? `${left.slice(0, 50).join("\n")}\n...}` : left.join("\n")
    return `${headlines.notIdentical}\n${left.length > 50 ? "\n... Skipped lines" : ""}\n${text}\n`
  }
  const { skipped, text } = printed(difference(left, right, isObject(actual)))
  return `${headlines[operator]}\n+ actual - expected${skipped ? "\n... Skipped lines" : ""}\n\n${text}\n`
}

const unwanted = (actual, operator) => {
  const isObject = (typeof actual === "object" && actual !== null) || typeof actual === "function"
  const head = headlines[operator === "notStrictEqual" && isObject ? "notStrictEqualObject" : operator]
  const lines = shown(actual).split("\n")
  if (lines.length > 50) lines.splice(46, lines.length, "...")
  return lines.length === 1
    ? `${head}${lines[0].length > 5 ? "\n\n" : " "}${lines[0]}`
    : `${head}\n\n${lines.join("\n")}\n`
}

const messageOf = ({ actual, expected, operator }) => {
  if (operator === "deepStrictEqual" || operator === "strictEqual" || operator === "partialDeepStrictEqual") {
    const objects = typeof actual === "object" && actual !== null && typeof expected === "object" && expected !== null
    return diffed(actual, expected, operator === "strictEqual" && objects ? "strictEqualObject" : operator)
  }
  if (operator === "notDeepStrictEqual" || operator === "notStrictEqual") return unwanted(actual, operator)
  const [left, right] = [cut(shown(actual)), cut(shown(expected))]
  if (operator === "notDeepEqual" && left === right) {
    return left.length > 1024
      ? `${headlines.notDeepEqual}\n\n${left.slice(0, 1021)}...`
      : `${headlines.notDeepEqual}\n\n${left}`
  }
  if (operator === "deepEqual") return `${headlines.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`
  if (operator === "notDeepEqual")
    return `${headlines.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`
  return `${left} ${operator} ${right}`
}

const cut = (text) => (text.length > 512 ? `${text.slice(0, 509)}...` : text)

class AssertionError extends Error {
  constructor(options) {
    const { message, stackStartFn } = options
    super(message === undefined ? messageOf(options) : String(message))
    this.generatedMessage = message === undefined
    Object.defineProperty(this, "name", { value: "AssertionError [ERR_ASSERTION]", configurable: true, writable: true })
    this.code = "ERR_ASSERTION"
    this.actual = options.actual
    this.expected = options.expected
    this.operator = options.operator
    Error.captureStackTrace(this, stackStartFn)
    void this.stack
    this.name = "AssertionError"
    Object.defineProperty(this, "name", { enumerable: false })
    this.diff = options.diff ?? "simple"
  }
  toString() {
    return `${this.name} [${this.code}]: ${this.message}`
  }
  [inspect.custom](depth, options) {
    return inspect(this, { ...options, customInspect: false, depth: 0 })
  }
}

module.exports = AssertionError
