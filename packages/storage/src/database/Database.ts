import * as PgClient from "@effect/sql-pg/PgClient"
import { errorPlace } from "@glissade/core/ErrorPlace"
import * as Metrics from "@glissade/core/Metrics"
import { StorageUnavailable } from "@glissade/core/StorageUnavailable"
import type { Identity } from "@glissade/core/Users"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import type * as SqlError from "effect/sql/SqlError"
import { putUser } from "../repositories/PutUser.ts"
import { migrate } from "../migrations/Migrate.ts"
import { isRetryable, unavailableBy } from "./SqlFault.ts"

/** What queries are written with. */
export type Sql = PgClient.PgClient

/** Where a PostgreSQL server is, from 15 on. */
export interface Connection {
  readonly settings: PgClient.PgPoolConfig
  /** Completes when the server is gone for good and another connection must be made. */
  readonly lost: Effect.Effect<void>
}

/** The server cannot be had: it does not start, or its settings are wrong. It is tried again. */
export interface ConnectFault {
  /** In words for an operator. */
  readonly message: string
  /** In words for a person, without names of machines and folders. */
  readonly publicMessage: string
}

export type DatabaseState =
  | { readonly _tag: "starting" }
  | { readonly _tag: "ready" }
  | { readonly _tag: "unavailable"; readonly fault: ConnectFault }

/**
 * PostgreSQL, once it is up and has the newest schema. It starts in the background: whoever needs it waits for up to
 * {@link DatabaseOptions.waitMs}, and gets `StorageUnavailable` afterwards. A server that goes away is connected to again.
 */
export class Database extends Context.Service<
  Database,
  {
    /** Runs a query. What PostgreSQL fails at is `StorageUnavailable`; a repository catches what it expects before. */
    readonly use: <A, E, R>(
      query: (sql: Sql) => Effect.Effect<A, E | SqlError.SqlError, R>
    ) => Effect.Effect<A, Exclude<E, SqlError.SqlError> | StorageUnavailable, R>
    /** The same in one transaction, which is tried again when it got in another's way. */
    readonly transaction: <A, E, R>(
      query: (sql: Sql) => Effect.Effect<A, E | SqlError.SqlError, R>
    ) => Effect.Effect<A, Exclude<E, SqlError.SqlError> | StorageUnavailable, R>
    readonly state: Effect.Effect<DatabaseState>
  }
>()("@glissade/storage/Database") {}

export interface DatabaseOptions {
  /** How long a query waits for a database that starts, in milliseconds. */
  readonly waitMs: number
  /** How long one call may take in all, in milliseconds. */
  readonly timeoutMs: number
  readonly maximumConnections: number
  /** People who are known from the start. */
  readonly people: ReadonlyArray<Identity>
}

/** The default options of {@link layer}. */
export const defaults: DatabaseOptions = { waitMs: 5_000, timeoutMs: 10_000, maximumConnections: 8, people: [] }

/** A query that runs longer is stopped by PostgreSQL, so that it is not left running when its caller has given up. */
const sessionSettings = {
  statement_timeout: "5000",
  lock_timeout: "4000",
  idle_in_transaction_session_timeout: "10000",
  client_min_messages: "warning"
}

/** How long to wait before the next try, in milliseconds. */
const retryMs = (failures: number): number => Math.min(30_000, 500 * 2 ** Math.min(failures, 6))

const starting = new StorageUnavailable({ reason: "starting", message: "the database is still starting; try again" })

const tooSlow = new StorageUnavailable({ reason: "busy", message: "the database took too long; try again" })

interface Client {
  readonly sql: Sql
}

const describe = (error: unknown): ConnectFault => {
  const isDescribed = typeof error === "object" && error !== null && "message" in error && "publicMessage" in error
  return isDescribed
    ? (error as ConnectFault)
    : { message: errorPlace(error), publicMessage: "the server's database cannot be reached" }
}

/** Connects to the server, whenever it is not there. */
export const layer = <E extends ConnectFault>(
  connect: Effect.Effect<Connection, E, Scope.Scope>,
  options: Partial<DatabaseOptions> = {}
): Layer.Layer<Database> =>
  Layer.effect(
    Database,
    Effect.gen(function* () {
      const { maximumConnections, people, timeoutMs, waitMs } = { ...defaults, ...options }
      let state: DatabaseState = { _tag: "starting" }
      let client = Deferred.makeUnsafe<Client, StorageUnavailable>()

      const keepConnected = Effect.scoped(
        Effect.gen(function* () {
          const { lost, settings } = yield* connect
          const sql = yield* PgClient.make({
            applicationName: "glissade",
            connectTimeout: "5 seconds",
            maxConnections: maximumConnections,
            // A query per message on the way: see bench/results.md for what it saves.
            multiplex: true,
            ...settings,
            startupParameters: { ...sessionSettings, ...settings.startupParameters }
          })
          yield* migrate(sql)
          yield* Effect.forEach(people, (person) => putUser(sql, person), { discard: true })
          state = { _tag: "ready" }
          yield* Effect.logInfo("the database is ready")
          yield* Deferred.succeed(client, { sql })
          yield* lost
          yield* Effect.logWarning("the database is gone; it is started again")
          state = { _tag: "starting" }
          client = Deferred.makeUnsafe()
        })
      ).pipe(Effect.provide(Reactivity.layer))

      const fail = Effect.fnUntraced(function* (cause: Cause.Cause<unknown>, failures: number) {
        const fault = describe(Cause.squash(cause))
        state = { _tag: "unavailable", fault }
        yield* Metrics.countFault("database_unavailable")
        if (failures === 0) yield* Effect.logError("nothing can be kept: the database cannot be had", fault.message)
        const waiting = client
        client = Deferred.makeUnsafe()
        yield* Deferred.fail(waiting, new StorageUnavailable({ reason: "unreachable", message: fault.publicMessage }))
        yield* Effect.sleep(retryMs(failures))
      })

      yield* Effect.forkScoped(
        Effect.gen(function* () {
          let failures = 0
          while (true) {
            const exit = yield* Effect.exit(keepConnected)
            if (Exit.isSuccess(exit)) failures = 0
            else yield* fail(exit.cause, failures++)
          }
        })
      )

      const get = Effect.suspend(() => {
        if (state._tag === "unavailable") {
          const { publicMessage } = state.fault
          return Effect.fail(new StorageUnavailable({ reason: "unreachable", message: publicMessage }))
        }
        return Effect.timeoutOrElse(Deferred.await(client), { duration: waitMs, orElse: () => Effect.fail(starting) })
      })

      const bounded = <A, E, R>(query: Effect.Effect<A, E | SqlError.SqlError, R>) =>
        query.pipe(Effect.timeoutOrElse({ duration: timeoutMs, orElse: () => Effect.fail(tooSlow) }), unavailableBy)

      return {
        use: (query) => Effect.flatMap(get, ({ sql }) => bounded(query(sql))),
        transaction: (query) =>
          Effect.flatMap(get, ({ sql }) =>
            bounded(Effect.retry(sql.withTransaction(query(sql)), { while: isRetryable, times: 3 }))
          ),
        state: Effect.sync(() => state)
      }
    })
  )
