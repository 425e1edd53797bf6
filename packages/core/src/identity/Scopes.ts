import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { CurrentUser } from "./CurrentUser.ts"
import type { User } from "./CurrentUser.ts"

/** What a key lets its holder do: run programs, read the library, change it. */
export const Scope = Schema.Literals(["run", "read", "write"])
export type Scope = typeof Scope.Type

/** The key is valid, but not for this: its owner left the scope out. */
export class InsufficientScope extends Schema.TaggedError<InsufficientScope>()("InsufficientScope", { scope: Scope }) {}

/** Whether the user may do what the scope is for. Somebody who signed in without a key may do everything. */
export const hasScope = ({ scopes }: User, scope: Scope): boolean => scopes === undefined || scopes.includes(scope)

/** Fails unless the current user has the scope. */
export const requireScope = (scope: Scope): Effect.Effect<void, InsufficientScope> =>
  Effect.flatMap(CurrentUser, (user) =>
    hasScope(user, scope) ? Effect.void : Effect.fail(new InsufficientScope({ scope }))
  )

/** The scope that a request of the library needs, by its method: `read` where it changes nothing. */
export const scopeOfMethod = (method: string): Scope => (/^(?:GET|HEAD)$/.test(method) ? "read" : "write")
