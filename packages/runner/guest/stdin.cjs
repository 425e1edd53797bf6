// Loaded where somebody types while a program runs. Node reads on from a pipe that is paused within its own event, though not from a
// terminal: a program that closed its readline would wait for the end of the input. Its getter stays lazy, as what it gives changes the file.
const { get } = Object.getOwnPropertyDescriptor(process, "stdin")
let isWatched = false
Object.defineProperty(process, "stdin", {
  configurable: true,
  enumerable: true,
  get() {
    const stdin = get.call(process)
    if (!isWatched) {
      isWatched = true
      stdin.on("pause", () => setImmediate(() => stdin.isPaused() && stdin.unref?.()))
      stdin.on("resume", () => stdin.ref?.())
    }
    return stdin
  }
})
