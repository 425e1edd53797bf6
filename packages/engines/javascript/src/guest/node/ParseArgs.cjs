const { coded } = require("./Errors.cjs")

const typeOf = (options, name) => options[name]?.type

const defaultArgs = () => process.argv.slice(2)

const store = (values, options, name, value) => {
  if (name === "__proto__") return
  if (options[name]?.multiple) values[name] = [...(values[name] ?? []), value]
  else values[name] = value
}

const check = (config, name, shown, value, allowPositionals) => {
  const { options, strict } = config
  if (!strict) return
  if (!Object.hasOwn(options, name)) {
    const hint = allowPositionals
      ? `. To specify a positional argument starting with a '-', place it at the end of the command after '--', as in '-- "${shown}"`
      : ""
    throw coded(TypeError, "ERR_PARSE_ARGS_UNKNOWN_OPTION", `Unknown option '${shown}'${hint}`)
  }
  const short = options[name].short
  const full = `${short === undefined ? "" : `-${short}, `}--${name}`
  if (typeOf(options, name) === "string" && typeof value !== "string") {
    throw coded(TypeError, "ERR_PARSE_ARGS_INVALID_OPTION_VALUE", `Option '${full} <value>' argument missing`)
  }
  if (typeOf(options, name) === "boolean" && value !== undefined) {
    throw coded(TypeError, "ERR_PARSE_ARGS_INVALID_OPTION_VALUE", `Option '${full}' does not take an argument`)
  }
}

/** Splits arguments into the tokens that Node's `parseArgs` tells of. */
const tokensOf = (args, { options }) => {
  const tokens = []
  const longOf = (letter) => Object.keys(options).find((name) => options[name].short === letter) ?? letter
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    const option = (name, rawName, index) => {
      const next = args[i + 1]
      if (typeOf(options, name) === "string" && next !== undefined && (next === "-" || !next.startsWith("-"))) {
        i++
        tokens.push({ kind: "option", name, rawName, index, value: next, inlineValue: false })
      } else tokens.push({ kind: "option", name, rawName, index, value: undefined, inlineValue: undefined })
    }
    if (arg === "--") {
      tokens.push({ kind: "option-terminator", index: i })
      for (let j = i + 1; j < args.length; j++) tokens.push({ kind: "positional", index: j, value: args[j] })
      return tokens
    }
    if (arg.startsWith("--")) {
      const at = arg.indexOf("=", 3)
      if (at < 0) option(arg.slice(2), arg, i)
      else {
        const name = arg.slice(2, at)
        tokens.push({
          kind: "option",
          name,
          rawName: `--${name}`,
          index: i,
          value: arg.slice(at + 1),
          inlineValue: true
        })
      }
    } else if (arg.length > 1 && arg.startsWith("-")) {
      for (let at = 1; at < arg.length; at++) {
        const name = longOf(arg[at])
        if (typeOf(options, name) === "string" && at < arg.length - 1) {
          tokens.push({
            kind: "option",
            name,
            rawName: `-${arg[at]}`,
            index: i,
            value: arg.slice(at + 1),
            inlineValue: true
          })
          break
        }
        option(name, `-${arg[at]}`, i)
      }
    } else tokens.push({ kind: "positional", index: i, value: arg })
  }
  return tokens
}

exports.parseArgs = (given = {}) => {
  const config = { options: {}, strict: true, ...given }
  const args = config.args ?? defaultArgs()
  const allowPositionals = config.allowPositionals ?? !config.strict
  const values = Object.create(null)
  const positionals = []
  const tokens = tokensOf([...args], config)
  for (const token of tokens) {
    if (token.kind === "option") {
      const { name, rawName, value } = token
      const negated =
        config.allowNegative && name.startsWith("no-") && typeOf(config.options, name.slice(3)) === "boolean"
      const key = negated ? name.slice(3) : name
      check(config, key, rawName, value, allowPositionals)
      store(values, config.options, key, negated ? false : (value ?? true))
    } else if (token.kind === "positional") {
      if (!allowPositionals) {
        throw coded(
          TypeError,
          "ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL",
          `Unexpected argument '${token.value}'. This command does not take positional arguments`
        )
      }
      positionals.push(token.value)
    }
  }
  for (const [name, option] of Object.entries(config.options)) {
    if (option.default !== undefined && values[name] === undefined) values[name] = option.default
  }
  return config.tokens ? { values, positionals, tokens } : { values, positionals }
}
