// Prints the names of JavaScript's standard library, and of Node's modules as far as they are there, as JSON.
const isPublic = (name) => typeof name === "string" && /^[A-Za-z$][\w$]*$/.test(name)
const namesOf = (of) => Object.getOwnPropertyNames(of).filter(isPublic)
const skipped = new Set(["arguments", "caller", "length", "name", "prototype"])
const keywords =
  `async await break case catch class const continue debugger default delete do else export extends false finally for
from function if import in instanceof let new null of return static super switch this throw true try typeof undefined var void while
with yield`.split(/\s+/)

const everywhere = namesOf(globalThis).filter((name) => !/^__|^on[a-z]/.test(name))
const members = {}
for (const name of everywhere) {
  const value = globalThis[name]
  if ((typeof value !== "object" && typeof value !== "function") || value === null || value === globalThis) continue
  const own = namesOf(value).filter((member) => typeof value === "object" || !skipped.has(member))
  if (own.length > 0) members[name] = own.toSorted()
}

const { builtinModules } = await import("node:module")
const modules = builtinModules.filter((name) => !name.startsWith("_"))
const ofModules = {}
for (const name of modules) {
  try {
    ofModules[name] = Object.keys(await import(`node:${name}`))
      .filter((member) => isPublic(member) && member !== "default")
      .toSorted()
  } catch {}
}

const methods = new Set()
for (const kind of [Array, String, Number, Map, Set, Promise, RegExp, Date, Object, Function]) {
  for (const name of namesOf(kind.prototype)) if (name !== "constructor" && !name.startsWith("__")) methods.add(name)
}

console.log(
  JSON.stringify({
    names: [...new Set([...keywords, ...everywhere])].toSorted(),
    modules: Object.keys(ofModules).toSorted(),
    members: { ...members, ...ofModules },
    methods: [...methods].toSorted()
  })
)
