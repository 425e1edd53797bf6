import { defaults as defaultRunLimits } from "@glissade/accounts/RunLimits"
import { userIdOf } from "@glissade/accounts/UserIdentity"
import { defaultLimits } from "@glissade/core/Snippets"
import type { UserId } from "@glissade/protocol/Ids"
import type { AccountsSettings } from "@glissade/server/AccountsConfig"
import { AccountsConfig } from "@glissade/server/AccountsConfig"
import * as AccountsServer from "@glissade/server/AccountsServer"
import type { LibrarySettings } from "@glissade/server/LibraryConfig"
import { LibraryConfig } from "@glissade/server/LibraryConfig"
import type { ServerSettings } from "@glissade/server/ServerConfig"
import { defaults, ServerConfig } from "@glissade/server/ServerConfig"
import * as Storage from "@glissade/server/Storage"
import type { Connection } from "@glissade/storage/Database"
import * as Database from "@glissade/storage/Database"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { debianPostgres } from "./DebianPostgres.ts"
import type { Changes } from "./FakeIssuer.ts"
import { audience, fakeIssuer, makePair, okta } from "./FakeIssuer.ts"
import { address, echo } from "./TestServer.ts"

/** The provider of the test's people, and its tokens. */
export class TestIssuer extends Context.Service<
  TestIssuer,
  {
    readonly issuer: string
    /** A token of a person by their name. */
    readonly tokenOf: (name: string, changes?: Changes) => Effect.Effect<string>
    readonly idOf: (name: string) => UserId
  }
>()("@glissade/test-kit/TestIssuer") {
  static readonly layer = Layer.effect(
    TestIssuer,
    Effect.gen(function* () {
      const pair = yield* Effect.promise(() => makePair("one"))
      const { issuer, sign } = yield* fakeIssuer(okta, [pair])
      return {
        issuer,
        idOf: (name: string) => userIdOf(issuer, name),
        tokenOf: (name: string, { claims, ...changes }: Changes = {}) =>
          sign({ ...changes, claims: { sub: name, name: `Name of ${name}`, email: `${name}@example.org`, ...claims } })
      }
    })
  )
}

/** The test's database, which can be taken away and given back. */
export class TestDatabase extends Context.Service<
  TestDatabase,
  {
    readonly settings: Connection["settings"]
    readonly takeAway: Effect.Effect<void>
    readonly giveBack: Effect.Effect<void>
  }
>()("@glissade/test-kit/TestDatabase") {}

const gone = { message: "taken away", publicMessage: "the database of this test was taken away" }

const database = (shared: Connection["settings"] | undefined) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const settings = shared ?? (yield* debianPostgres)
      let isAway = false
      let lost = Deferred.makeUnsafe<void>()
      const connect = Effect.suspend(() => {
        if (isAway) return Effect.fail(gone)
        lost = Deferred.makeUnsafe<void>()
        return Effect.succeed({ settings, lost: Deferred.await(lost) })
      })
      const control = Layer.succeed(TestDatabase, {
        settings,
        takeAway: Effect.suspend(() => {
          isAway = true
          return Effect.asVoid(Deferred.succeed(lost, undefined))
        }),
        giveBack: Effect.sync(() => {
          isAway = false
        })
      })
      return Layer.merge(control, Database.layer(connect, { waitMs: 2_000 }))
    })
  )

export interface AccountServerOptions {
  readonly accounts?: Partial<AccountsSettings>
  readonly library?: Partial<LibrarySettings>
  readonly server?: Partial<ServerSettings>
  /** The provider, where it is not {@link TestIssuer.layer}. */
  readonly provider?: Layer.Layer<TestIssuer>
  /** A database that other servers of the test use as well. */
  readonly postgres?: Connection["settings"]
}

/** The subject of the test's administrator. */
export const operator = "operator"

/**
 * A server of `AUTH=oidc` for the people of {@link TestIssuer}, on Debian's PostgreSQL. Its programs print their own source; `operator`
 * administers it.
 */
export const layerAccountServer = ({
  accounts,
  library,
  postgres,
  provider = TestIssuer.layer,
  server
}: AccountServerOptions = {}) =>
  address.pipe(
    Layer.provideMerge(AccountsServer.layerOver(Storage.layerOver(database(postgres)))),
    Layer.provide(
      Layer.effect(
        AccountsConfig,
        Effect.map(TestIssuer, ({ issuer }) => ({
          issuer,
          audience,
          clientId: "page",
          scope: "openid",
          parameters: {},
          origins: [],
          isOpen: false,
          administrators: [operator],
          administratorClaim: undefined,
          limits: defaultRunLimits,
          ...accounts
        }))
      )
    ),
    Layer.provideMerge([
      provider,
      echo,
      Layer.succeed(LibraryConfig, {
        databaseUrl: undefined,
        dataFolder: "",
        isHistoryOn: true,
        limits: defaultLimits,
        ...library
      }),
      Layer.succeed(ServerConfig, { ...defaults, port: 0, ...server })
    ])
  )
