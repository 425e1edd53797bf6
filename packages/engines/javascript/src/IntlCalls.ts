/** What a program asks of a language's rules. All of it is text and was checked by nobody. */
interface Asked {
  readonly kind: string
  readonly locales: ReadonlyArray<string>
  readonly options: Readonly<Record<string, string | number | boolean>>
  readonly method: string
  /** Numbers, whole numbers, texts and lists of texts, as their kind and their text. */
  readonly args: ReadonlyArray<readonly [kind: string, text: string | ReadonlyArray<string>]>
}

/** Longer questions are refused, so that the answer to one takes bounded time and memory. */
const longestQuestion = 20_000

/** How many formatters a run keeps. Each takes some 50 KB outside of V8's heap. */
const mostKept = 32

type Rules = Readonly<Record<string, (...args: ReadonlyArray<unknown>) => unknown>>
type Make = (locales: ReadonlyArray<string>, options: object) => object

const zoned = (options: object): object => ({ timeZone: "UTC", ...options })

/** The kinds of rules, with the methods that may be called. There is nothing else that a question can reach. */
const kinds = new Map<string, readonly [make: Make, methods: ReadonlyArray<string>]>([
  [
    "NumberFormat",
    [
      (locales, options) => new Intl.NumberFormat([...locales], options),
      ["format", "formatToParts", "formatRange", "formatRangeToParts", "resolvedOptions"]
    ]
  ],
  [
    "DateTimeFormat",
    [
      (locales, options) => new Intl.DateTimeFormat([...locales], zoned(options)),
      ["format", "formatToParts", "formatRange", "formatRangeToParts", "resolvedOptions"]
    ]
  ],
  ["Collator", [(locales, options) => new Intl.Collator([...locales], options), ["resolvedOptions"]]],
  ["PluralRules", [(locales, options) => new Intl.PluralRules([...locales], options), ["select", "resolvedOptions"]]],
  [
    "ListFormat",
    [(locales, options) => new Intl.ListFormat([...locales], options), ["format", "formatToParts", "resolvedOptions"]]
  ],
  [
    "RelativeTimeFormat",
    [
      (locales, options) => new Intl.RelativeTimeFormat([...locales], options),
      ["format", "formatToParts", "resolvedOptions"]
    ]
  ],
  [
    "DisplayNames",
    [
      (locales, options) => new Intl.DisplayNames([...locales], options as Intl.DisplayNamesOptions),
      ["of", "resolvedOptions"]
    ]
  ],
  [
    "Segmenter",
    [
      (locales, options) => {
        const segmenter = new Intl.Segmenter([...locales], options)
        return {
          segment: (text: string) =>
            Array.from(segmenter.segment(text), ({ index, isWordLike, segment }) => [segment, index, isWordLike]),
          resolvedOptions: () => segmenter.resolvedOptions()
        }
      },
      ["segment", "resolvedOptions"]
    ]
  ],
  [
    "Date",
    [
      (locales, options) => {
        const shown = (method: "toLocaleString" | "toLocaleDateString" | "toLocaleTimeString") => (ms: number) =>
          new Date(ms)[method]([...locales], zoned(options))
        return {
          toLocaleString: shown("toLocaleString"),
          toLocaleDateString: shown("toLocaleDateString"),
          toLocaleTimeString: shown("toLocaleTimeString")
        }
      },
      ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]
    ]
  ],
  [
    "String",
    [
      (locales) => ({
        toLocaleLowerCase: (text: string) => text.toLocaleLowerCase([...locales]),
        toLocaleUpperCase: (text: string) => text.toLocaleUpperCase([...locales])
      }),
      ["toLocaleLowerCase", "toLocaleUpperCase"]
    ]
  ],
  ["Locales", [() => ({ canonical: (list: Array<string>) => Intl.getCanonicalLocales(list) }), ["canonical"]]]
])

const argument = ([kind, text]: Asked["args"][number]): unknown => {
  if (kind === "n") return Number(text)
  return kind === "b" ? BigInt(text as string) : text
}

const usualCollator = new Intl.Collator("en-US")

/** What a program has made of the key that its prelude sends is no reason to fail. */
const collatorOf = (key: string): Intl.Collator => {
  try {
    const [locales, options] = JSON.parse(key.slice(0, longestQuestion)) as [Array<string>, object]
    return new Intl.Collator(locales, options)
  } catch {
    return usualCollator
  }
}

/**
 * The rules of languages, which are Node's own ICU: the machine has none. Questions and answers are texts, so that no object of either side
 * reaches the other. What is kept is one run's.
 */
export class IntlCalls {
  readonly #kept = new Map<string, Rules>()
  readonly #collators = new Map<string, Intl.Collator>()

  /** Answers with JSON: the value, or the name and the words of an error. */
  answer(question: string): string {
    try {
      if (question.length > longestQuestion) throw new RangeError("This is too long for Intl to be asked here")
      const { args, kind, locales, method, options } = JSON.parse(question) as Asked
      const [make, methods] = kinds.get(kind) ?? []
      if (make === undefined || methods?.includes(method) !== true) throw new TypeError("Intl has nothing like it here")
      const rules = this.#rules(JSON.stringify([kind, locales, options]), () => make(locales, options) as Rules)
      return JSON.stringify({ value: rules[method]?.(...args.map(argument)) })
    } catch (cause) {
      return JSON.stringify({
        error: [cause instanceof RangeError ? "RangeError" : "TypeError", (cause as Error).message]
      })
    }
  }

  /** Compares two texts by a collator's locales and options, as JSON, or by the usual ones. */
  compare(collator: string | undefined, left: string, right: string): number {
    return (collator === undefined ? usualCollator : this.#collator(collator)).compare(left, right)
  }

  #collator(key: string): Intl.Collator {
    const known = this.#collators.get(key)
    if (known !== undefined) return known
    if (this.#collators.size >= mostKept) this.#collators.clear()
    const made = collatorOf(key)
    this.#collators.set(key, made)
    return made
  }

  #rules(key: string, make: () => Rules): Rules {
    const known = this.#kept.get(key)
    if (known !== undefined) return known
    if (this.#kept.size >= mostKept) this.#kept.clear()
    const made = make()
    this.#kept.set(key, made)
    return made
  }
}
