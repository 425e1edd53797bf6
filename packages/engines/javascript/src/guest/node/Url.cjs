const legacy = require("unenv/node/url")
const { invalidType, coded } = require("./Errors.cjs")

const order = [
  "protocol",
  "slashes",
  "auth",
  "host",
  "port",
  "hostname",
  "hash",
  "search",
  "query",
  "pathname",
  "path",
  "href"
]

// With its own name and the order of Node's properties; the library's functions also warn of themselves on each start.
class Url extends legacy.Url {
  parse(text, parseQuery, slashesDenoteHost) {
    super.parse(text, parseQuery, slashesDenoteHost)
    const own = Object.fromEntries(order.map((name) => [name, this[name]]))
    for (const name of order) delete this[name]
    return Object.assign(this, own)
  }
  resolve(to) {
    return this.resolveObject(parse(to, false, true)).format()
  }
}
Object.defineProperty(Url, "name", { value: "Url" })
const parse = (text, parseQuery, slashesDenoteHost) =>
  text instanceof Url ? text : new Url().parse(text, parseQuery, slashesDenoteHost)
const resolve = (from, to) => parse(from, false, true).resolve(to)
const resolveObject = (from, to) => (from ? parse(from, false, true).resolveObject(to) : to)
const format = (value) => (typeof value === "string" ? parse(value) : Object.assign(new Url(), value)).format()

const fileURLToPath = (value) => {
  if (typeof value !== "string" && !(value instanceof URL)) throw invalidType("path", ["string", "URL"], value)
  const url = new URL(value)
  if (url.protocol !== "file:") throw coded(TypeError, "ERR_INVALID_URL_SCHEME", "The URL must be of scheme file")
  if (url.hostname !== "") {
    throw coded(TypeError, "ERR_INVALID_FILE_URL_HOST", `File URL host must be "localhost" or empty on linux`)
  }
  if (/%2f/i.test(url.pathname)) {
    throw coded(TypeError, "ERR_INVALID_FILE_URL_PATH", "File URL path must not include encoded / characters")
  }
  return decodeURIComponent(url.pathname)
}

const escapes = { "%": "%25", "\\": "%5C", "\n": "%0A", "\r": "%0D", "\t": "%09", "?": "%3F", "#": "%23" }

const pathToFileURL = (path) => {
  const absolute = require("./Path.cjs").resolve(path)
  const whole = path.endsWith("/") && absolute !== "/" ? `${absolute}/` : absolute
  return new URL(`file://${whole.replaceAll(/[%\\\n\r\t?#]/g, (found) => escapes[found])}`)
}

const urlToHttpOptions = (url) => {
  if (typeof url !== "object" || url === null) throw invalidType("url", "object", url)
  return optionsOf(url)
}

const optionsOf = (url) => ({
  __proto__: null,
  ...url,
  protocol: url.protocol,
  hostname: url.hostname?.replace(/^\[(.*)\]$/, "$1"),
  hash: url.hash,
  search: url.search,
  pathname: url.pathname,
  path: `${url.pathname || ""}${url.search || ""}`,
  href: url.href,
  ...(url.port === "" ? {} : { port: Number(url.port) }),
  ...(url.username || url.password
    ? { auth: `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` }
    : {})
})

const formatUrl = (value, options) => {
  if (!(value instanceof URL)) return format(value)
  const url = new URL(value)
  if (options?.fragment === false) url.hash = ""
  if (options?.search === false) url.search = ""
  if (options?.auth === false) url.username = url.password = ""
  return url.href
}

module.exports = {
  Url,
  parse,
  resolve,
  resolveObject,
  format: formatUrl,
  URL: globalThis.URL,
  URLSearchParams: require("./SearchParams.cjs").URLSearchParams,
  domainToASCII: (domain) => require("./Punycode.cjs").toASCII(domain),
  domainToUnicode: (domain) => require("./Punycode.cjs").toUnicode(domain),
  pathToFileURL,
  fileURLToPath,
  urlToHttpOptions
}
