const { host } = prelude

const is = (name) => (value) => value !== null && typeof value === "object" && host.className(value) === name
const tag = (value) => Object.prototype.toString.call(value).slice(8, -1)
const typed = Object.getPrototypeOf(Uint8Array.prototype)
const typedTag = Object.getOwnPropertyDescriptor(typed, Symbol.toStringTag).get
const isTyped = (name) => (value) => ArrayBuffer.isView(value) && typedTag.call(value) === name
const functionOf = (names) => (value) => typeof value === "function" && names.includes(host.className(value) ?? "")

const types = {
  isAnyArrayBuffer: is("ArrayBuffer"),
  isArgumentsObject: (value) =>
    is("Arguments")(value) || (typeof value === "object" && value !== null && tag(value) === "Arguments"),
  isArrayBuffer: is("ArrayBuffer"),
  isArrayBufferView: ArrayBuffer.isView,
  isAsyncFunction: functionOf(["AsyncFunction", "AsyncGeneratorFunction"]),
  isBigIntObject: is("BigInt"),
  isBooleanObject: is("Boolean"),
  isBoxedPrimitive: (value) => ["Number", "String", "Boolean", "BigInt", "Symbol"].some((name) => is(name)(value)),
  isCryptoKey: () => false,
  isDataView: is("DataView"),
  isDate: is("Date"),
  isExternal: () => false,
  isGeneratorFunction: functionOf(["GeneratorFunction", "AsyncGeneratorFunction"]),
  isGeneratorObject: (value) => is("Generator")(value) || is("AsyncGenerator")(value),
  isKeyObject: () => false,
  isMap: is("Map"),
  isMapIterator: is("Map Iterator"),
  isModuleNamespaceObject: is("Module"),
  isNativeError: is("Error"),
  isNumberObject: is("Number"),
  isPromise: is("Promise"),
  isProxy: (value) =>
    value !== null &&
    (typeof value === "object" || typeof value === "function") &&
    host.proxyTarget(value) !== undefined,
  isRegExp: is("RegExp"),
  isSet: is("Set"),
  isSetIterator: is("Set Iterator"),
  isSharedArrayBuffer: is("SharedArrayBuffer"),
  isStringObject: is("String"),
  isSymbolObject: is("Symbol"),
  isTypedArray: (value) => ArrayBuffer.isView(value) && typedTag.call(value) !== undefined,
  isWeakMap: is("WeakMap"),
  isWeakSet: is("WeakSet")
}
for (const name of [
  "Uint8",
  "Uint8Clamped",
  "Uint16",
  "Uint32",
  "Int8",
  "Int16",
  "Int32",
  "Float16",
  "Float32",
  "Float64",
  "BigInt64",
  "BigUint64"
]) {
  types[`is${name}Array`] = isTyped(`${name}Array`)
}

module.exports = types
