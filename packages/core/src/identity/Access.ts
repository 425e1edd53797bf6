import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import { Authenticator } from "./Authenticator.ts"
import { BlockedUsers, UserBlocked } from "./BlockedUsers.ts"
import type { User } from "./CurrentUser.ts"
import type { Scope } from "./Scopes.ts"
import { hasScope, InsufficientScope } from "./Scopes.ts"

/** Fails if the user is blocked, or their key lacks the scope. Otherwise the user. */
export const allow = (user: User, scope: Scope): Effect.Effect<User, UserBlocked | InsufficientScope> =>
  Effect.flatMap(BlockedUsers, ({ isBlocked }): Effect.Effect<User, UserBlocked | InsufficientScope> => {
    if (user.id !== undefined && isBlocked(user.id)) return Effect.fail(new UserBlocked())
    return hasScope(user, scope) ? Effect.succeed(user) : Effect.fail(new InsufficientScope({ scope }))
  })

/** The user with this token, if they may do what the scope is for. */
export const identify = (token: Redacted.Redacted | undefined, scope: Scope) =>
  Effect.flatMap(Authenticator, ({ authenticate }) => Effect.flatMap(authenticate(token), (user) => allow(user, scope)))
