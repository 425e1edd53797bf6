import type { Caller } from "./Caller.ts"
import type { Environment } from "./EnvironmentFile.ts"

/** The values of the stack's variables for an environment. */
export const inputsOf = (
  { name, service }: Environment,
  { endpointUrl }: Caller
): Readonly<Record<string, unknown>> => ({
  environment: name,
  ...service,
  endpoint_url: endpointUrl
})
