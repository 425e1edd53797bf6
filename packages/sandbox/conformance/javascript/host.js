/* oxlint-disable no-eval, no-console, no-unused-vars -- the suite asks for these functions by name */
// What test262 asks of a host, as far as a program can have it.
function print(text) {
  console.log(text)
}
function $DONE(error) {
  if (error) {
    const name = error !== null && typeof error === "object" ? error.name : typeof error
    print("Test262:AsyncTestFailure:" + name + ": " + (error && error.message))
  } else print("Test262:AsyncTestComplete")
}
function reportCompare() {}
var $262 = {
  global: globalThis,
  gc() {},
  evalScript: (0, eval),
  detachArrayBuffer(buffer) {
    buffer.transfer()
  },
  AbstractModuleSource: function AbstractModuleSource() {
    throw new TypeError()
  }
}
