const { host } = prelude
const errors = { RangeError, TypeError }
const digits = [
  "minimumIntegerDigits",
  "minimumFractionDigits",
  "maximumFractionDigits",
  "minimumSignificantDigits",
  "maximumSignificantDigits",
  "roundingIncrement",
  "roundingMode",
  "roundingPriority",
  "trailingZeroDisplay"
]
/** The options that are read, of each kind: nothing else of an object is looked at. */
const names = {
  Collator: ["usage", "localeMatcher", "collation", "numeric", "caseFirst", "sensitivity", "ignorePunctuation"],
  Date: [],
  DateTimeFormat: [
    "localeMatcher",
    "calendar",
    "numberingSystem",
    "hour12",
    "hourCycle",
    "timeZone",
    "weekday",
    "era",
    "year",
    "month",
    "day",
    "dayPeriod",
    "hour",
    "minute",
    "second",
    "fractionalSecondDigits",
    "timeZoneName",
    "formatMatcher",
    "dateStyle",
    "timeStyle"
  ],
  DisplayNames: ["localeMatcher", "style", "type", "fallback", "languageDisplay"],
  ListFormat: ["localeMatcher", "type", "style"],
  Locales: [],
  NumberFormat: [
    "localeMatcher",
    "numberingSystem",
    "style",
    "currency",
    "currencyDisplay",
    "currencySign",
    "unit",
    "unitDisplay",
    "notation",
    "compactDisplay",
    "useGrouping",
    "signDisplay",
    ...digits
  ],
  PluralRules: ["localeMatcher", "type", ...digits],
  RelativeTimeFormat: ["localeMatcher", "numberingSystem", "style", "numeric"],
  Segmenter: ["localeMatcher", "granularity"],
  String: []
}
names.Date = names.DateTimeFormat

const localesOf = (locales) => {
  if (locales === undefined) return ["en-US"]
  if (locales === null) throw new TypeError("Cannot convert undefined or null to object")
  const list = typeof locales === "string" || locales instanceof Locale ? [locales] : Array.from(locales)
  const texts = list.map((locale) => {
    if (typeof locale !== "string" && (typeof locale !== "object" || locale === null)) {
      throw new TypeError("Incorrect locale information provided")
    }
    return `${locale}`
  })
  return texts.length === 0 ? ["en-US"] : texts
}

const optionsOf = (kind, options) => {
  const read = {}
  if (options === undefined) return read
  if (options === null) throw new TypeError("Cannot convert undefined or null to object")
  for (const name of names[kind]) {
    const value = options[name]
    if (value !== undefined) read[name] = typeof value === "number" || typeof value === "boolean" ? value : `${value}`
  }
  return read
}

const ask = (kind, locales, options, method, ...args) => {
  const { error, value } = JSON.parse(host.intl(JSON.stringify({ kind, locales, options, method, args })))
  if (error !== undefined) throw new errors[error[0]](error[1])
  return value
}

const number = (value) => {
  if (typeof value === "bigint") return ["b", `${value}`]
  const primitive = typeof value === "object" && value !== null ? Number(value) : value
  if (typeof primitive === "string" && /^\s*[-+]?\d+(?:\.\d+)?\s*$/.test(primitive)) return ["s", primitive.trim()]
  const read = Number(primitive)
  return ["n", Object.is(read, -0) ? "-0" : `${read}`]
}
const time = (value) => ["n", `${value === undefined ? Date.now() : Number(value)}`]
const text = (value) => ["s", `${value}`]

const states = new WeakMap()
const stateOf = (kind, value, method) => {
  const state = states.get(value)
  if (state?.kind !== kind) {
    throw new TypeError(
      `Method Intl.${kind}.prototype.${method} called on incompatible receiver ${prelude.inspect(value)}`
    )
  }
  return state
}

/** A constructor of `Intl`, whose methods ask the host for what they do. `bound` are getters of functions, as Node has them. */
const kindOf = (kind, callable, methods, bound = []) => {
  const made = {
    [kind]: function (locales, options) {
      if (new.target === undefined) {
        if (!callable) throw new TypeError(`Constructor Intl.${kind} requires 'new'`)
        return new made(locales, options)
      }
      const state = { kind, locales: localesOf(locales), options: optionsOf(kind, options) }
      state.resolved = ask(kind, state.locales, state.options, "resolvedOptions")
      states.set(this, state)
    }
  }[kind]
  for (const [name, convert] of Object.entries(methods)) {
    const call = (state, args) => ask(kind, state.locales, state.options, name, ...convert(args))
    const described = bound.includes(name)
      ? {
          get() {
            const state = stateOf(kind, this, name)
            return (state[name] ??= (...args) => call(state, args))
          }
        }
      : {
          value: {
            [name](...args) {
              return call(stateOf(kind, this, name), args)
            }
          }[name],
          writable: true
        }
    Object.defineProperty(made.prototype, name, { ...described, configurable: true })
  }
  Object.defineProperties(made.prototype, {
    resolvedOptions: {
      value: {
        resolvedOptions() {
          return { ...stateOf(kind, this, "resolvedOptions").resolved }
        }
      }.resolvedOptions,
      writable: true,
      configurable: true
    },
    [Symbol.toStringTag]: { value: `Intl.${kind}`, configurable: true }
  })
  Object.defineProperty(made, "supportedLocalesOf", {
    value: { supportedLocalesOf: (locales) => getCanonicalLocales(locales) }.supportedLocalesOf,
    writable: true,
    configurable: true
  })
  return made
}

const getCanonicalLocales = (locales) =>
  locales === undefined ? [] : ask("Locales", [], {}, "canonical", ["l", localesOf(locales)])

class Locale {
  #tag
  constructor(tag, options = {}) {
    const parts = ask("Locales", [], {}, "canonical", ["l", [`${tag}`]])[0].split("-u-")
    const keys = { calendar: "ca", collation: "co", hourCycle: "hc", numberingSystem: "nu" }
    const extra = Object.entries(keys).flatMap(([name, key]) =>
      options[name] === undefined ? [] : [key, options[name]]
    )
    this.#tag = [
      parts[0],
      ...(parts[1] === undefined && extra.length === 0 ? [] : ["u", ...extra, ...(parts[1] ? [parts[1]] : [])])
    ].join("-")
  }
  get baseName() {
    return this.#tag.split("-u-")[0]
  }
  get language() {
    return this.baseName.split("-")[0]
  }
  get script() {
    return this.baseName.split("-").find((part, i) => i > 0 && part.length === 4 && /^[A-Z]/.test(part))
  }
  get region() {
    return this.baseName.split("-").find((part, i) => i > 0 && /^(?:[A-Z]{2}|\d{3})$/.test(part))
  }
  toString() {
    return this.#tag
  }
}

const dates = (args) => [time(args[0])]
const ranges = (convert) => (args) => args.slice(0, 2).map((arg) => convert(arg))
const list = (args) => [
  [
    "l",
    Array.from(args[0] ?? [], (item) => {
      if (typeof item !== "string")
        throw new TypeError(`Iterable yielded ${prelude.inspect(item)} which is not a string`)
      return item
    })
  ]
]

const Intl = {
  Collator: kindOf("Collator", true, {}),
  DateTimeFormat: kindOf(
    "DateTimeFormat",
    true,
    { format: dates, formatToParts: dates, formatRange: ranges(time), formatRangeToParts: ranges(time) },
    ["format"]
  ),
  DisplayNames: kindOf("DisplayNames", false, { of: (args) => [text(args[0])] }),
  ListFormat: kindOf("ListFormat", false, { format: list, formatToParts: list }),
  Locale,
  NumberFormat: kindOf(
    "NumberFormat",
    true,
    {
      format: (args) => [number(args[0])],
      formatToParts: (args) => [number(args[0])],
      formatRange: ranges(number),
      formatRangeToParts: ranges(number)
    },
    ["format"]
  ),
  PluralRules: kindOf("PluralRules", false, { select: (args) => [number(args[0])] }),
  RelativeTimeFormat: kindOf("RelativeTimeFormat", false, {
    format: (args) => [number(args[0]), text(args[1])],
    formatToParts: (args) => [number(args[0]), text(args[1])]
  }),
  Segmenter: kindOf("Segmenter", false, {}),
  getCanonicalLocales
}

const collatorKey = (locales, options) => JSON.stringify([localesOf(locales), optionsOf("Collator", options)])
Object.defineProperty(Intl.Collator.prototype, "compare", {
  get() {
    const state = stateOf("Collator", this, "compare")
    const key = JSON.stringify([state.locales, state.options])
    return (state.compare ??= (left, right) => host.collate(key, `${left}`, `${right}`))
  },
  configurable: true
})
Object.defineProperty(Intl.Segmenter.prototype, "segment", {
  value: {
    segment(input) {
      const { locales, options } = stateOf("Segmenter", this, "segment")
      const whole = `${input}`
      const found = ask("Segmenter", locales, options, "segment", text(whole))
      const shown = ([segment, index, isWordLike]) => ({
        segment,
        index,
        input: whole,
        ...(isWordLike === null || isWordLike === undefined ? {} : { isWordLike })
      })
      return {
        containing: (at = 0) => found.map(shown).findLast(({ index }) => index <= at),
        *[Symbol.iterator]() {
          for (const one of found) yield shown(one)
        }
      }
    }
  }.segment,
  writable: true,
  configurable: true
})
Object.defineProperty(Intl, Symbol.toStringTag, { value: "Intl", configurable: true })
for (const name of Object.keys(Intl)) Object.defineProperty(Intl, name, { enumerable: false })

/** What methods of numbers, dates and texts do by the rules of a language. */
const methods = {
  numberText: (value, locales, options) =>
    ask("NumberFormat", localesOf(locales), optionsOf("NumberFormat", options), "format", number(value)),
  dateText: (method, value, locales, options) =>
    Number.isNaN(value)
      ? "Invalid Date"
      : ask("Date", localesOf(locales), optionsOf("Date", options), method, ["n", `${value}`]),
  compare: (left, right, locales, options) => {
    if (locales !== undefined || options !== undefined) {
      const key = collatorKey(locales, options)
      ask("Collator", ...JSON.parse(key), "resolvedOptions")
      return host.collate(key, left, right)
    }
    return host.collate(undefined, left, right)
  },
  caseText: (method, value, locales) => ask("String", localesOf(locales), {}, method, ["s", value])
}

module.exports = { Intl, methods }
