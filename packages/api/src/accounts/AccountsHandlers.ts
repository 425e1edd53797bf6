import { CurrentUser } from "@glissade/core/CurrentUser"
import { Tickets } from "@glissade/core/Tickets"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import { notStored } from "../library/Person.ts"
import { AccountsApi } from "./AccountsApi.ts"
import { noAccounts, TicketsExhaustedBody } from "./AccountsProblems.ts"

/** Handlers of the `accounts` group over `Tickets`. */
export const layerAccounts = HttpApiBuilder.group(
  AccountsApi,
  "accounts",
  Effect.fnUntraced(function* (handlers) {
    const tickets = yield* Tickets
    return handlers.handleAll({
      ticket: () =>
        Effect.gen(function* () {
          if (!tickets.isOn) return yield* noAccounts()
          return yield* tickets.issue(yield* CurrentUser)
        }).pipe(
          Effect.map(({ expiresInSeconds, ticket }) => ({
            ticket: Redacted.value(ticket),
            expires_in: expiresInSeconds
          })),
          Effect.catchTag("TooManyTickets", ({ retryAfterSeconds }) =>
            Effect.fail(
              new TicketsExhaustedBody({
                detail: "use the tickets that you have, or wait until one expires",
                retry_after: retryAfterSeconds
              })
            )
          ),
          notStored
        )
    })
  })
)
