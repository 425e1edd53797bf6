import { Authenticator, TokenRefused } from "@glissade/core/Authenticator"
import type { User } from "@glissade/core/CurrentUser"
import { anonymous } from "@glissade/core/CurrentUser"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"

/** The one token that a server of a test takes, and what it was shown so far. */
export interface Gate {
  valid: string
  readonly told: Array<string | undefined>
}

/** An `Authenticator` that takes one token at a time, which the gate names. */
export const makeGate = (valid: string, user: User = anonymous) => {
  const gate: Gate = { valid, told: [] }
  const layer = Layer.succeed(Authenticator, {
    isOpen: false,
    authenticate: (token) => {
      const value = token && Redacted.value(token)
      gate.told.push(value)
      return value === gate.valid
        ? Effect.succeed(user)
        : Effect.fail(new TokenRefused({ reason: value === undefined ? "missing" : "invalid" }))
    }
  })
  return { gate, layer }
}
