import { AccountDirectory } from "@glissade/core/AccountDirectory"
import { ApiKeys } from "@glissade/core/ApiKeys"
import { AuditTrail } from "@glissade/core/AuditTrail"
import { Reports } from "@glissade/core/Reports"
import { RunHistory } from "@glissade/core/RunHistory"
import { RunJournalSink } from "@glissade/core/RunJournalBuffer"
import * as RunJournalBuffer from "@glissade/core/RunJournalBuffer"
import { Snippets } from "@glissade/core/Snippets"
import { Usage } from "@glissade/core/Usage"
import type { Identity } from "@glissade/core/Users"
import { Users } from "@glissade/core/Users"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { Listening } from "../Listening.ts"
import type { LibraryConfig } from "./LibraryConfig.ts"
import type { Kept } from "./Storage.ts"

/** A service that is made later: whoever calls it waits for it. `effects` are its members that are no functions. */
const later = <S extends object>(service: Effect.Effect<S>, ...effects: ReadonlyArray<keyof S>): S =>
  new Proxy({} as S, {
    get: (_, name) => {
      const member = name as keyof S
      if (effects.includes(member)) return Effect.flatMap(service, (made) => made[member] as Effect.Effect<unknown>)
      return (...args: ReadonlyArray<unknown>) =>
        Effect.flatMap(service, (made) =>
          (made[member] as (...args: ReadonlyArray<unknown>) => Effect.Effect<unknown>)(...args)
        )
    }
  })

/** How long the first interpreters have the machine for themselves, in milliseconds, unless somebody asks for something that is kept. */
const headStartMs = 1_000

/**
 * All that is kept, as `Storage.ts` has it, which is loaded a moment after the server listens: somebody who starts a server wants to
 * run a program first, and its modules and PostgreSQL's start would take 10 % from that on two cores.
 */
export const layer = (cacheFolder: string, people: ReadonlyArray<Identity>) =>
  Layer.effectContext(
    Effect.gen(function* () {
      const scope = yield* Effect.scope
      const config = yield* Effect.context<LibraryConfig>()
      const listening = yield* Listening
      const needed = Latch.makeUnsafe(false)
      const made = Deferred.makeUnsafe<Context.Context<Kept>>()
      yield* Effect.forkScoped(
        Effect.gen(function* () {
          yield* listening.await
          yield* Effect.raceFirst(needed.await, Effect.sleep(headStartMs))
          const storage = yield* Effect.promise(() => import("./Storage.ts"))
          const layer = Layer.provide(storage.layerServices(cacheFolder, people), Layer.succeedContext(config))
          return yield* Scope.provide(Layer.build(layer), scope)
          // Whoever waits must not wait for what cannot be loaded.
        }).pipe(Effect.onExit((exit) => Deferred.done(made, exit)))
      )
      const whenMade = <I extends Kept, S>(tag: Context.Key<I, S>) =>
        Effect.map(Deferred.await(made), (context) => Context.get(context as Context.Context<I>, tag))
      // What a run writes behind itself can wait; a person's question cannot.
      const of = <I extends Kept, S>(tag: Context.Key<I, S>) => Effect.andThen(needed.open, whenMade(tag))
      return Context.make(Snippets, later(of(Snippets), "purge")).pipe(
        Context.add(RunHistory, later(of(RunHistory), "purge")),
        Context.add(Users, later(of(Users), "blocked")),
        Context.add(ApiKeys, later(of(ApiKeys))),
        Context.add(Usage, later(whenMade(Usage))),
        Context.add(AuditTrail, later(of(AuditTrail))),
        Context.add(Reports, later(of(Reports))),
        Context.add(AccountDirectory, later(of(AccountDirectory))),
        Context.add(RunJournalSink, later(whenMade(RunJournalSink)))
      )
    })
  ).pipe((kept) => Layer.provideMerge(RunJournalBuffer.layerBuffered(), kept))
