/** The settings of runs without a token. */
export const anonymousNames = [
  "ANONYMOUS_RUNS_PER_MINUTE",
  "ANONYMOUS_RUNS_PER_DAY",
  "ANONYMOUS_RUNS_AT_ONCE",
  "ANONYMOUS_PROCESSOR_SECONDS_PER_DAY"
] as const

/** The settings that mean something with `AUTH=oidc` alone. */
export const accountNames = [
  "OIDC_ISSUER",
  "OIDC_AUDIENCE",
  "OIDC_CLIENT_ID",
  "OIDC_SCOPE",
  "OIDC_PARAMETERS",
  "OIDC_ORIGINS",
  "OIDC_ADMIN_CLAIM",
  "ADMINISTRATORS",
  "RUNS_PER_MINUTE",
  "RUNS_PER_DAY",
  "RUNS_AT_ONCE",
  "PROCESSOR_SECONDS_PER_DAY",
  "ANONYMOUS_RUNS",
  ...anonymousNames
] as const
