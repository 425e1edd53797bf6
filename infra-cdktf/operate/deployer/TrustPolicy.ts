import type { Environment } from "../../settings/EnvironmentFile.ts"
import { Failure } from "../CommandLine.ts"
import type { PolicyDocument } from "./Policy.ts"
import { document } from "./Policy.ts"
import { placeOf } from "./PolicyPlace.ts"

/** Who may become the role: the jobs of one environment of one repository on GitHub. */
export const trustPolicy = (environment: Environment, repository: string, readOnly = false): PolicyDocument => {
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository)) throw new Failure(`${repository} is no repository: it must be OWNER/NAME`)
  const { account, partition } = placeOf(environment)
  const provider = "token.actions.githubusercontent.com"
  const of = readOnly ? `plan-${environment.name}` : environment.name
  return document([
    {
      Sid: "GitHub",
      Effect: "Allow",
      Principal: { Federated: `arn:${partition}:iam::${account}:oidc-provider/${provider}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: {
        StringEquals: {
          [`${provider}:aud`]: "sts.amazonaws.com",
          [`${provider}:sub`]: `repo:${repository}:environment:${of}`
        }
      }
    }
  ])
}
