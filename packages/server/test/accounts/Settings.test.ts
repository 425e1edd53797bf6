import { assert, describe, it } from "@effect/vitest"
import { defaults as defaultLimits } from "@glissade/accounts/RunLimits"
import * as ConfigProvider from "effect/ConfigProvider"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AccountsConfig, layerFromEnvironment } from "../../src/accounts/AccountsConfig.ts"
import { hasClaim } from "../../src/accounts/AdministratorClaim.ts"
import { authMode } from "../../src/library/AuthMode.ts"
import { defaults } from "../../src/ServerConfig.ts"
import { SettingFaults } from "../../src/SettingFaults.ts"

const environment = (env: Record<string, string>) => ConfigProvider.layer(ConfigProvider.fromEnv({ env }))

const read = (env: Record<string, string>) =>
  Effect.provide(AccountsConfig, Layer.provide(layerFromEnvironment, environment(env)))

const right = { OIDC_ISSUER: "https://login.example.org/realms/x", OIDC_AUDIENCE: "glissade" }

const faultsOf = <A, R>(effect: Effect.Effect<A, unknown, R>) =>
  Effect.map(Effect.flip(effect), (error) => {
    assert.instanceOf(error, SettingFaults)
    return (error as SettingFaults).faults
  })

describe("the settings of AUTH=oidc", () => {
  it.effect("are issuer and audience, and nobody runs without signing in", () =>
    Effect.gen(function* () {
      assert.deepInclude(yield* read(right), {
        issuer: right.OIDC_ISSUER,
        audience: "glissade",
        clientId: undefined,
        isOpen: false,
        administrators: [],
        administratorClaim: undefined,
        limits: defaultLimits
      })
    })
  )

  it.effect("take an issuer on this machine without https, for trying things out", () =>
    Effect.gen(function* () {
      for (const OIDC_ISSUER of ["http://127.0.0.1:3000", "http://localhost:3000/realms/x", "http://[::1]:1"]) {
        assert.strictEqual((yield* read({ ...right, OIDC_ISSUER })).issuer, OIDC_ISSUER)
      }
    })
  )

  for (const [name, value, says] of [
    ["OIDC_ISSUER", "http://login.example.org", "must be an https address"],
    ["OIDC_ISSUER", "login.example.org", "must be an https address"],
    ["OIDC_ISSUER", "https://login.example.org?x=1", "must be an https address"],
    ["OIDC_AUDIENCE", "two words", "the audience"],
    ["OIDC_CLIENT_ID", "two words", "client id"],
    ["OIDC_SCOPE", "profile", "openid among them"],
    ["OIDC_PARAMETERS", "prompt=consent&state=mine", "state is set by the page"],
    ["OIDC_PARAMETERS", "resource=a&resource=b", "twice"],
    ["OIDC_PARAMETERS", "=x", "such as prompt=consent"],
    ["OIDC_ORIGINS", "https://tokens.example.org/path", "must be origins"],
    ["OIDC_ADMIN_CLAIM", "groups", "such as groups:operators"],
    ["ANONYMOUS_RUNS", "yes", '"allowed"'],
    ["RUNS_PER_MINUTE", "many", "RUNS_PER_MINUTE"],
    ["RUNS_PER_DAY", "0", "RUNS_PER_DAY"],
    ["RUNS_AT_ONCE", "1.5", "RUNS_AT_ONCE"],
    ["PROCESSOR_SECONDS_PER_DAY", "-1", "PROCESSOR_SECONDS_PER_DAY"]
  ] as const) {
    it.effect(`refuse ${name}=${value}, and say what is allowed`, () =>
      Effect.gen(function* () {
        const faults = yield* faultsOf(read({ ...right, [name]: value }))
        assert.lengthOf(faults, 1)
        assert.isTrue(faults[0]!.startsWith(`${name}: `), faults[0])
        assert.include(faults[0], says)
      })
    )
  }

  it.effect("tell all faults at once", () =>
    Effect.gen(function* () {
      const faults = yield* faultsOf(
        read({ OIDC_ISSUER: "http://login.example.org", RUNS_PER_DAY: "0", ANONYMOUS_RUNS_PER_DAY: "3" })
      )
      assert.deepStrictEqual(
        faults.map((fault) => fault.split(":")[0]),
        ["OIDC_AUDIENCE", "OIDC_ISSUER", "RUNS_PER_DAY", "ANONYMOUS_RUNS_PER_DAY"]
      )
    })
  )

  it.effect("give anonymous callers no more than people who are known, and administrators no less", () =>
    Effect.gen(function* () {
      const open = { ...right, ANONYMOUS_RUNS: "allowed" }
      const { isOpen, limits } = yield* read({ ...open, RUNS_PER_MINUTE: "10", RUNS_PER_DAY: "1000000" })
      assert.isTrue(isOpen)
      assert.deepStrictEqual(
        [limits.anonymous.runsPerMinute, limits.user.runsPerMinute, limits.administrator.runsPerMinute],
        [10, 10, 600]
      )
      assert.strictEqual(limits.administrator.runsPerDay, 1_000_000)
      assert.deepStrictEqual(yield* faultsOf(read({ ...open, RUNS_AT_ONCE: "5", ANONYMOUS_RUNS_AT_ONCE: "6" })), [
        "ANONYMOUS_RUNS_AT_ONCE: must be at most 5, as RUNS_AT_ONCE is"
      ])
    })
  )

  it.effect("name administrators by their subjects, or by a claim", () =>
    Effect.gen(function* () {
      const { administratorClaim, administrators } = yield* read({
        ...right,
        ADMINISTRATORS: "ada, bea",
        OIDC_ADMIN_CLAIM: "cognito:groups:operators"
      })
      assert.deepStrictEqual(administrators, ["ada", "bea"])
      assert.deepStrictEqual(administratorClaim, { name: "cognito:groups", value: "operators" })
    })
  )
})

describe("the claim of administrators", () => {
  const claim = { name: "realm_access.roles", value: "operators" }
  it("is found by its name, in lists, among words, and along a path", () => {
    for (const claims of [
      { "realm_access.roles": "operators" },
      { "realm_access.roles": ["readers", "operators"] },
      { "realm_access.roles": "readers operators" },
      { realm_access: { roles: ["operators"] } }
    ]) {
      assert.isTrue(hasClaim(claims, claim), JSON.stringify(claims))
    }
  })

  it("is not found in what only looks like it", () => {
    for (const claims of [
      {},
      { "realm_access.roles": "operators2" },
      { "realm_access.roles": ["operator", "s"] },
      { "realm_access.roles": { operators: true } },
      { realm_access: "operators" },
      { realm_access: [["operators"]] },
      Object.create({ "realm_access.roles": "operators" }) as Record<string, unknown>
    ]) {
      assert.isFalse(hasClaim(claims, claim), JSON.stringify(claims))
    }
  })
})

describe("AUTH", () => {
  const mode = (env: Record<string, string>, settings = {}) =>
    Effect.provide(authMode({ ...defaults, ...settings }), environment(env))

  it.effect("is by default one person's at their machine, and nobody's elsewhere", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* mode({}), "local")
      for (const settings of [{ host: "0.0.0.0" }, { allowedHosts: ["x.example"] }, { trustedProxies: ["10.0.0.1"] }]) {
        assert.strictEqual(yield* mode({}, settings), "none")
        assert.strictEqual(yield* mode({ AUTH: "oidc" }, settings), "oidc")
        assert.lengthOf(yield* faultsOf(mode({ AUTH: "local" }, settings)), 1)
      }
    })
  )

  it.effect("refuses settings that it makes useless, all at once", () =>
    Effect.gen(function* () {
      for (const AUTH of ["local", "none"]) {
        assert.deepStrictEqual(yield* faultsOf(mode({ AUTH, ...right, ADMINISTRATORS: "ada", RUNS_PER_DAY: "5" })), [
          "OIDC_ISSUER: needs AUTH=oidc",
          "OIDC_AUDIENCE: needs AUTH=oidc",
          "ADMINISTRATORS: needs AUTH=oidc",
          "RUNS_PER_DAY: needs AUTH=oidc"
        ])
      }
      assert.lengthOf(yield* faultsOf(mode(right)), 2)
    })
  )
})
