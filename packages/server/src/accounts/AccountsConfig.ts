import type { LimitsByRole } from "@glissade/accounts/RunLimits"
import { defaults as defaultLimits } from "@glissade/accounts/RunLimits"
import type { RunLimits } from "@glissade/core/RunQuotas"
import * as Config from "effect/Config"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { isLoopback } from "../LoopbackHost.ts"
import { Origins, List } from "../ServerConfig.ts"
import { givenSettings, readSettings, SettingFaults } from "../SettingFaults.ts"
import { anonymousNames } from "./AccountSettingNames.ts"
import { AdministratorClaim } from "./AdministratorClaim.ts"
import { SignInParameters } from "./SignInParameters.ts"

/** Who signs in, and what they may use. */
export interface AccountsSettings {
  readonly issuer: string
  readonly audience: string
  /** The page's client id at the provider; without it people bring tokens that they got elsewhere. */
  readonly clientId: string | undefined
  readonly scope: string
  /** What the provider is asked for besides, when the page signs somebody in. */
  readonly parameters: Readonly<Record<string, string>>
  /** Origins that the page asks the provider at, besides the issuer's. */
  readonly origins: ReadonlyArray<string>
  readonly isOpen: boolean
  /** Subjects of administrators. */
  readonly administrators: ReadonlyArray<string>
  readonly administratorClaim: AdministratorClaim | undefined
  readonly limits: LimitsByRole
}

export class AccountsConfig extends Context.Service<AccountsConfig, AccountsSettings>()(
  "@glissade/server/AccountsConfig"
) {}

/** An issuer's tokens are checked with keys that come over its address, so nobody else may answer there. */
const isIssuer = (text: string): boolean => {
  if (!URL.canParse(text)) return false
  const { hash, hostname, protocol, search } = new URL(text)
  return search === "" && hash === "" && (protocol === "https:" || (protocol === "http:" && isLoopback(hostname)))
}

const Issuer = Schema.String.check(
  Schema.makeFilter((text: string) =>
    isIssuer(text)
      ? undefined
      : "must be an https address such as https://login.example.org (http on this machine alone)"
  )
)

const word = (expected: string) => Schema.String.check(Schema.isPattern(/^\S+$/u, { expected }))

const many = Schema.NumberFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 1_000_000_000 }))

const optional = <A>(config: Config.Config<A>) => Config.withDefault(config, undefined)

const number = (name: string) => optional(Config.schema(many, name))

const settings = {
  issuer: optional(Config.schema(Issuer, "OIDC_ISSUER")),
  audience: optional(Config.schema(word("the audience of access tokens, as the provider writes it"), "OIDC_AUDIENCE")),
  clientId: optional(Config.schema(word("the page's client id at the provider"), "OIDC_CLIENT_ID")),
  scope: Config.schema(
    Schema.String.check(
      Schema.isPattern(/^(?=.*\bopenid\b)[!-~]+(?: [!-~]+)*$/u, {
        expected: "scopes with spaces between them, openid among them"
      })
    ),
    "OIDC_SCOPE"
  ).pipe(Config.withDefault("openid profile email offline_access")),
  parameters: Config.schema(SignInParameters, "OIDC_PARAMETERS").pipe(Config.withDefault({})),
  origins: Config.schema(Origins, "OIDC_ORIGINS").pipe(Config.withDefault([])),
  anonymousRuns: Config.schema(Schema.Literals(["allowed", "refused"]), "ANONYMOUS_RUNS").pipe(
    Config.withDefault("refused" as const)
  ),
  administrators: Config.schema(List, "ADMINISTRATORS").pipe(Config.withDefault([])),
  administratorClaim: optional(Config.schema(AdministratorClaim, "OIDC_ADMIN_CLAIM")),
  runsPerMinute: number("RUNS_PER_MINUTE"),
  runsPerDay: number("RUNS_PER_DAY"),
  runsAtOnce: number("RUNS_AT_ONCE"),
  processorSecondsPerDay: number("PROCESSOR_SECONDS_PER_DAY"),
  anonymousRunsPerMinute: number("ANONYMOUS_RUNS_PER_MINUTE"),
  anonymousRunsPerDay: number("ANONYMOUS_RUNS_PER_DAY"),
  anonymousRunsAtOnce: number("ANONYMOUS_RUNS_AT_ONCE"),
  anonymousProcessorSecondsPerDay: number("ANONYMOUS_PROCESSOR_SECONDS_PER_DAY")
}

const names = ["runsPerMinute", "runsPerDay", "runsAtOnce", "processorSecondsPerDay"] as const

const environmentName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()

const mapLimits = (limitOf: (name: keyof RunLimits) => number): RunLimits => ({
  runsPerMinute: limitOf("runsPerMinute"),
  runsPerDay: limitOf("runsPerDay"),
  runsAtOnce: limitOf("runsAtOnce"),
  processorSecondsPerDay: limitOf("processorSecondsPerDay")
})

/** The limits of each role: an anonymous caller may never do more than somebody known, nor an administrator less. */
export const limitsOf = (
  forUsers: Partial<RunLimits>,
  forAnonymous: Partial<RunLimits>
): { readonly limits: LimitsByRole; readonly faults: ReadonlyArray<string> } => {
  const user = mapLimits((name) => forUsers[name] ?? defaultLimits.user[name])
  return {
    limits: {
      user,
      anonymous: mapLimits((name) => forAnonymous[name] ?? Math.min(defaultLimits.anonymous[name], user[name])),
      administrator: mapLimits((name) => Math.max(defaultLimits.administrator[name], user[name]))
    },
    faults: names
      .filter((name) => (forAnonymous[name] ?? 0) > user[name])
      .map((name) => {
        const setting = environmentName(name)
        return `ANONYMOUS_${setting}: must be at most ${user[name]}, as ${setting} is`
      })
  }
}

const without = <A extends object>(fields: A) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof A]?: Exclude<A[Name], undefined>
  }

/** The settings from the environment, for `AUTH=oidc`; docs/settings.md lists them. */
export const layerFromEnvironment = Layer.effect(
  AccountsConfig,
  Effect.gen(function* () {
    const { faults, read } = yield* readSettings(settings)
    const wrong = (name: string) => faults.some((fault) => fault.startsWith(`${name}:`))
    const missing = (["OIDC_ISSUER", "OIDC_AUDIENCE"] as const).filter(
      (name) => !wrong(name) && (name === "OIDC_ISSUER" ? read.issuer : read.audience) === undefined
    )
    const isOpen = read.anonymousRuns === "allowed"
    const useless = isOpen || wrong("ANONYMOUS_RUNS") ? [] : yield* givenSettings(anonymousNames)
    const { faults: contradictions, limits } = limitsOf(
      without({
        runsPerMinute: read.runsPerMinute,
        runsPerDay: read.runsPerDay,
        runsAtOnce: read.runsAtOnce,
        processorSecondsPerDay: read.processorSecondsPerDay
      }),
      without({
        runsPerMinute: read.anonymousRunsPerMinute,
        runsPerDay: read.anonymousRunsPerDay,
        runsAtOnce: read.anonymousRunsAtOnce,
        processorSecondsPerDay: read.anonymousProcessorSecondsPerDay
      })
    )
    const all = [
      ...missing.map((name) => `${name}: is needed where AUTH=oidc`),
      ...faults,
      ...useless.map((name) => `${name}: needs ANONYMOUS_RUNS=allowed`),
      ...(useless.length > 0 ? [] : contradictions)
    ]
    if (all.length > 0) return yield* new SettingFaults({ faults: all })
    return {
      issuer: read.issuer!,
      audience: read.audience!,
      clientId: read.clientId,
      scope: read.scope!,
      parameters: read.parameters!,
      origins: read.origins!,
      isOpen,
      administrators: read.administrators!,
      administratorClaim: read.administratorClaim,
      limits
    }
  })
)
