import type { Environment } from "../../settings/EnvironmentFile.ts"
import { Failure } from "../CommandLine.ts"
import { parameters, roles, stateRules, vpc } from "./AccountRules.ts"
import type { PolicyDocument, Rule } from "./Policy.ts"
import { document, statementsOf } from "./Policy.ts"
import type { Place } from "./PolicyPlace.ts"
import { placeOf } from "./PolicyPlace.ts"
import { cloudwatch, lambda, logs, ownKey, sqs, topics } from "./ServiceRules.ts"
import { buckets, budget, distribution, domains, gateway, webAcl } from "./WebRules.ts"

export const mayAssume = (sid: string, role: string): Rule => ({ sid, read: ["sts:AssumeRole"], on: [role] })

/** Whose policy, and what for. */
export interface PolicyOptions {
  /** For a plan: nothing is changed, and no lock is taken. */
  readonly readOnly?: boolean
  /** Whether it may put plans into the state's bucket. */
  readonly keepsPlans?: boolean
}

/**
 * The policy of the role that deploys an environment, or plans it. Where the file names a role that Terraform assumes, this is the policy
 * of that role, which has no part in the state.
 */
export const deployerPolicy = (
  environment: Environment,
  { keepsPlans = false, readOnly = false }: PolicyOptions = {}
): PolicyDocument => {
  const place = placeOf(environment)
  const { deployment } = environment
  const service = environment.service
  if (readOnly && deployment.assume_role_arn !== null) {
    throw new Failure(
      `Terraform assumes ${deployment.assume_role_arn} (deployment.assume_role_arn) for plans too, so that no role of its own could make them read-only`
    )
  }
  const rules = [
    ...(deployment.assume_role_arn === null ? callerRules(place, environment, keepsPlans) : []),
    ...parameters(place, service),
    sqs(place),
    ...lambda(place, service),
    ...roles(place, environment),
    ...logs(place),
    ...gateway(place, service),
    ...cloudwatch(place),
    ...buckets(place, service),
    ...distribution(place, environment),
    ...domains(place, environment),
    ...webAcl(place, service),
    ...topics(place, environment),
    ...ownKey(place, service),
    ...budget(place, service),
    ...vpc(service)
  ]
  return document(statementsOf(rules, readOnly))
}

/** What whoever calls Terraform needs besides the resources: the state, or the roles that have it. */
export const callerRules = (place: Place, environment: Environment, keepsPlans: boolean): ReadonlyArray<Rule> => {
  const { assume_role_arn: role, state } = environment.deployment
  return [
    ...(state === null
      ? []
      : state.role_arn === undefined
        ? stateRules(place, environment, keepsPlans)
        : [mayAssume("StateRole", state.role_arn)]),
    ...(role === null ? [] : [mayAssume("DeployingRole", role)])
  ]
}

/** The policy of the role that calls Terraform, where that assumes another one (`deployment.assume_role_arn`). */
export const callerPolicy = (environment: Environment): PolicyDocument => {
  if (environment.deployment.assume_role_arn === null) {
    throw new Failure(
      `The file of ${environment.name} names no role to assume (deployment.assume_role_arn): there is one role, with the whole policy`
    )
  }
  return document(statementsOf(callerRules(placeOf(environment), environment, false), false))
}
