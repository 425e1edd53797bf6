/** Prints the IAM policies of the roles that deploy an environment, from its file. Renew them when the file changes. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import type { Environment } from "../settings/EnvironmentFile.ts"
import type { Terminal } from "./CommandLine.ts"
import { environmentAndRest, runProgram, WrongUse } from "./CommandLine.ts"
import { boundaryPolicy } from "./deployer/BoundaryPolicy.ts"
import { callerPolicy, deployerPolicy } from "./deployer/DeployerPolicy.ts"
import type { PolicyDocument } from "./deployer/Policy.ts"
import { partsOf } from "./deployer/Policy.ts"
import { boundaryArn, namesBoundary } from "./deployer/PolicyPlace.ts"
import { trustPolicy } from "./deployer/TrustPolicy.ts"
import { readTarget } from "./Target.ts"

const usage = `node operate/deployer.ts <environment> policy|boundary|trust

  policy                        what the role may do that deploys the environment
      --read-only                 what the role may do that plans it
      --keep-plans                with --read-only: also put plans into the state's bucket, where they wait for an approval
      --into <folder>             in files that are short enough for AWS: 1.json, 2.json ...
      --caller                    what the role may do that assumes the deploying one (deployment.assume_role_arn)
  boundary                      the permissions boundary of the functions' roles
  trust --repository OWNER/NAME who may become the role: jobs of that repository in GitHub's environment of the same name
      --read-only                 in GitHub's environment plan-<environment>`

const warnOf = (environment: Environment, terminal: Terminal): void => {
  const { deployment, name } = environment
  if (!namesBoundary(environment)) {
    terminal.warn(
      `The file of ${name} names no service.permissions_boundary_arn: the role can make no roles until it is ${boundaryArn(environment)}`
    )
  }
  if (deployment.state === null)
    terminal.warn(`The file of ${name} names no deployment.state: the policy has nothing of it`)
}

/** Prints a policy, or writes it into a folder in parts of a length that AWS takes. */
const give = (policy: PolicyDocument, folder: string | undefined, terminal: Terminal): void => {
  if (folder === undefined) return terminal.line(JSON.stringify(policy, null, 2))
  mkdirSync(folder, { recursive: true })
  for (const [index, part] of partsOf(policy).entries()) {
    const path = join(folder, `${index + 1}.json`)
    writeFileSync(path, `${JSON.stringify(part, null, 2)}\n`)
    terminal.line(path)
  }
}

await runProgram(usage, async (args, terminal) => {
  const [name, rest] = environmentAndRest(args)
  const { positionals, values } = parseArgs({
    args: [...rest],
    allowPositionals: true,
    options: {
      "read-only": { type: "boolean", default: false },
      "keep-plans": { type: "boolean", default: false },
      caller: { type: "boolean", default: false },
      into: { type: "string" },
      repository: { type: "string" }
    }
  })
  const [kind, ...more] = positionals
  if (more.length > 0) throw new WrongUse(`${more.join(" ")} is too much`)
  const { "keep-plans": keepsPlans, "read-only": readOnly, caller, into, repository } = values
  const refuse = (holds: boolean, what: string) => {
    if (holds) throw new WrongUse(what)
  }
  refuse(keepsPlans && !readOnly, "--keep-plans needs --read-only: whoever deploys takes plans away")
  refuse(caller && readOnly, "--caller and --read-only exclude each other")
  refuse(kind !== "policy" && (caller || keepsPlans), "--caller and --keep-plans are of policy")
  refuse(kind !== "policy" && into !== undefined, "--into is of policy")
  refuse(kind !== "trust" && repository !== undefined, "--repository is of trust")
  refuse(kind === "boundary" && readOnly, "--read-only is of policy and trust")
  const { environment } = readTarget(name, process.env)
  switch (kind) {
    case "policy": {
      const policy = caller ? callerPolicy(environment) : deployerPolicy(environment, { readOnly, keepsPlans })
      warnOf(environment, terminal)
      return give(policy, into, terminal)
    }
    case "boundary": {
      return give(boundaryPolicy(environment), undefined, terminal)
    }
    case "trust": {
      if (repository === undefined) throw new WrongUse("trust needs --repository OWNER/NAME")
      return give(trustPolicy(environment, repository, readOnly), undefined, terminal)
    }
    default:
      throw new WrongUse("policy, boundary or trust must follow the environment")
  }
})
