import type { Identity } from "@glissade/core/Users"
import { UserId } from "@glissade/protocol/Ids"

/** The n-th person of a suite, always the same. */
export const person = (name: string): Identity => ({
  id: UserId.make(`person-${name}`),
  issuer: "https://issuer.example",
  subject: name,
  name: `Person ${name}`,
  email: `${name}@example.org`
})
