/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/** Describes the error that ended a program. The host calls it once, when no code of the program runs any more. */
export const reporter = (p: GuestValue, host: GuestValue, inspect: GuestValue, stacks: GuestValue): GuestValue => {
  const safely = (read: () => GuestValue, otherwise: GuestValue): GuestValue => {
    try {
      return read()
    } catch {
      return otherwise
    }
  }
  const isError = (thrown: GuestValue): boolean =>
    safely(() => host.className(thrown) === "Error" || p.instance(p.Error, thrown), false)
  return (thrown: GuestValue, rejected: GuestValue): string => {
    const error = isError(thrown)
    const shown = safely(() => inspect(thrown), "<an error that cannot be shown>")
    if (!error) {
      const name = "UnhandledPromiseRejection"
      const message =
        "This error originated either by throwing inside of an async function without a catch block, or by rejecting a " +
        `promise which was not handled with .catch(). The promise rejected with the reason "${shown}".`
      return p.stringify(
        p.noProto(
          rejected
            ? { type: name, message, stack: "", shown: `[${name}: ${message}] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}` }
            : {
                type: typeof thrown === "string" ? "string" : typeof thrown,
                message: typeof thrown === "string" ? thrown : shown,
                stack: "",
                shown: `Uncaught ${shown}`,
                bare: true
              }
        )
      )
    }
    const type = safely(() => (typeof thrown.name === "string" ? thrown.name : p.String(thrown.name)), "Error")
    // Before the message is read: it may get the name of what was called.
    const stack = safely(() => stacks.frames(thrown), "")
    const message = safely(() => (typeof thrown.message === "string" ? thrown.message : p.String(thrown.message)), "")
    return p.stringify(p.noProto({ type, message, stack, shown }))
  }
}
