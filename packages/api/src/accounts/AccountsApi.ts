import * as Schema from "effect/Schema"
import * as HttpApi from "effect/http-api/HttpApi"
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import { parseOptions } from "../Api.ts"
import { Authorization } from "../Authorization.ts"
import { NoAccounts, TicketsExhausted } from "./AccountsProblems.ts"

/** Answer to `POST /tickets`. */
export const IssuedTicket = Schema.Struct({
  ticket: Schema.String,
  /** Seconds. */
  expires_in: Schema.Int
})

/** Signing in beyond the token itself. */
export class AccountsGroup extends HttpApiGroup.make("accounts").add(
  HttpApiEndpoint.post("ticket", "/tickets", {
    success: IssuedTicket.pipe(HttpApiSchema.status(201)),
    error: [TicketsExhausted, NoAccounts]
  })
    .middleware(Authorization)
    .annotateMerge(
      OpenApi.annotations({
        summary: "A ticket that opens one WebSocket",
        description:
          "Open the socket with `/ws?ticket=TICKET`, once and before it expires, so that no token stands in an address. " +
          "Servers that have tickets list `tickets` in the features of `/runtimes`."
      })
    )
) {}

/** The API with this group alone, for its handlers. */
export class AccountsApi extends HttpApi.make("glissade")
  .add(AccountsGroup)
  .annotate(HttpApi.PayloadParseOptions, parseOptions) {}
