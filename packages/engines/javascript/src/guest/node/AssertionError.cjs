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
  notIdentical: "Values identical but not reference-equal:",
  notDeepEqualUnequal: "Expected values not to be loosely deep-equal:"
}

/** The lines of a shortest edit, by Myers: each with `+`, `-` or a space before it. */
const difference = (actual, expected) => {
  const [n, m] = [actual.length, expected.length]
  const most = n + m
  const ends = new Int32Array(2 * most + 2)
  const trace = []
  for (let d = 0; d <= most; d++) {
    trace.push(ends.slice())
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && ends[k - 1 + most] < ends[k + 1 + most])
      let x = down ? ends[k + 1 + most] : ends[k - 1 + most] + 1
      while (x < n && x - k < m && actual[x] === expected[x - k]) x++
      ends[k + most] = x
      if (x >= n && x - k >= m) return backtrack(trace, actual, expected, most)
    }
  }
  return []
}

const backtrack = (trace, actual, expected, most) => {
  const lines = []
  let [x, y] = [actual.length, expected.length]
  for (let d = trace.length - 1; d >= 0; d--) {
    const ends = trace[d]
    const k = x - y
    const before = k === -d || (k !== d && ends[k - 1 + most] < ends[k + 1 + most]) ? k + 1 : k - 1
    const beforeX = ends[before + most]
    const beforeY = beforeX - before
    while (x > beforeX && y > beforeY) {
      lines.push([" ", actual[x - 1]])
      x--
      y--
    }
    if (d > 0) {
      if (x > beforeX) lines.push(["+", actual[--x]])
      else lines.push(["-", expected[--y]])
    }
  }
  return lines.toReversed()
}

const diffed = (actual, expected, operator) => {
  const [left, right] = [shown(actual).split("\n"), shown(expected).split("\n")]
  const simple =
    left.length === 1 &&
    right.length === 1 &&
    left[0] !== right[0] &&
    !(typeof actual === "object" && actual !== null) &&
    !(typeof expected === "object" && expected !== null) &&
    (actual !== 0 || expected !== 0)
  if (
    simple &&
    left[0].length + right[0].length <= (typeof actual === "string" && typeof expected === "string" ? 20 : 12) + 68
  ) {
    return `${headlines[operator]}\n\n${left[0]} !== ${right[0]}\n`
  }
  if (left.join("\n") === right.join("\n")) {
    const same = operator === "strictEqual" || operator === "strictEqualObject" ? "notIdentical" : operator
    return `${headlines[same]}\n\n${left.join("\n")}\n`
  }
  const lines = grouped(difference(left, right))
  return `${headlines[operator]}\n+ actual - expected\n${lines.skipped ? "... Skipped lines\n" : ""}\n${lines.text}\n`
}

/** What changed, with as much around it as Node shows. */
const grouped = (lines) => {
  const near = lines.map(
    ([mark], i) => mark !== " " || lines.slice(Math.max(0, i - 2), i + 3).some(([other]) => other !== " ")
  )
  const out = []
  let skipped = false
  for (let i = 0; i < lines.length; i++) {
    let hidden = 0
    while (i + hidden < lines.length && !near[i + hidden]) hidden++
    if (hidden > 1) {
      out.push("...")
      skipped = true
      i += hidden - 1
      continue
    }
    out.push(`${lines[i][0]} ${lines[i][1]}`)
  }
  return { skipped, text: out.join("\n") }
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
