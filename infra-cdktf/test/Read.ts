import type { FunctionName } from "../settings/Schema.ts"
import type { Evaluated } from "../evaluate/Evaluated.ts"
import type { Block } from "../evaluate/Stack.ts"

/** Readers of an evaluated configuration. */

/** All resources of a type, by the path of their construct. */
export const resourcesOf = ({ resources }: Evaluated, type: string): ReadonlyMap<string, Block> =>
  new Map(
    [...resources].flatMap(([path, values]) =>
      path.startsWith(`${type} `) ? [[path.slice(type.length + 1), values] as const] : []
    )
  )

/** The same, of which there must be some: what is said of each is not said of none. */
export const eachOf = (evaluated: Evaluated, type: string): ReadonlyArray<readonly [path: string, values: Block]> => {
  const found = [...resourcesOf(evaluated, type)]
  if (found.length === 0) throw new Error(`no ${type}`)
  return found
}

/** The one resource of a type at a path. */
export const resourceOf = (evaluated: Evaluated, type: string, path: string): Block => {
  const found = evaluated.resources.get(`${type} ${path}`)
  if (found === undefined) {
    throw new Error(`no ${type} at ${path}: ${[...resourcesOf(evaluated, type).keys()].join(", ")}`)
  }
  return found
}

/** The only block of a name within a resource or block. */
export const blockOf = (values: Block, name: string): Block => {
  const blocks = values[name]
  if (!Array.isArray(blocks) || blocks.length !== 1) throw new Error(`${name} is ${JSON.stringify(blocks)}`)
  return blocks[0] as Block
}

/** One statement of a policy. */
export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: string
  readonly Principal?: unknown
  readonly Action: string | ReadonlyArray<string>
  readonly Resource: string | ReadonlyArray<string>
  readonly Condition?: Readonly<Record<string, Block>>
}

export const statementsOf = (policy: unknown): ReadonlyArray<PolicyStatement> =>
  (JSON.parse(String(policy)) as { readonly Statement: ReadonlyArray<PolicyStatement> }).Statement

export const asList = <A>(value: A | ReadonlyArray<A>): ReadonlyArray<A> =>
  Array.isArray(value) ? (value as ReadonlyArray<A>) : [value as A]

/** The path of a function's construct. */
export const pathOfFunction = (name: FunctionName): string => (name === "page" ? "web/upload" : `functions/${name}`)

export const lambdaOf = (evaluated: Evaluated, name: FunctionName): Block =>
  resourceOf(evaluated, "aws_lambda_function", `${pathOfFunction(name)}/function`)

/** The names of the functions that there are. */
export const functionsIn = (evaluated: Evaluated): ReadonlyArray<FunctionName> =>
  [...resourcesOf(evaluated, "aws_lambda_function").keys()].map((path) => {
    const name = path.split("/")[1]!
    return name === "upload" ? "page" : (name as FunctionName)
  })

/** The environment variables of a function. */
export const variablesOf = (evaluated: Evaluated, name: FunctionName): Readonly<Record<string, string>> => {
  const [environment] = lambdaOf(evaluated, name)["environment"] as ReadonlyArray<{
    readonly variables: Readonly<Record<string, string>>
  }>
  return environment?.variables ?? {}
}

/** All that a function's role may do. */
export const permissionsOf = (evaluated: Evaluated, name: FunctionName): ReadonlyArray<PolicyStatement> =>
  [...resourcesOf(evaluated, "aws_iam_role_policy")].flatMap(([path, { policy }]) =>
    path.startsWith(`${pathOfFunction(name)}/`) ? statementsOf(policy) : []
  )

/** The actions that a function's role allows. */
export const actionsOf = (evaluated: Evaluated, name: FunctionName): ReadonlyArray<string> =>
  permissionsOf(evaluated, name)
    .filter(({ Effect }) => Effect === "Allow")
    .flatMap(({ Action }) => asList(Action))
    .toSorted()
