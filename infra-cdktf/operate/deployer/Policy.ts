/** A statement of an IAM policy. */
export interface Statement {
  readonly Sid: string
  readonly Effect: "Allow"
  readonly Action: ReadonlyArray<string>
  readonly Resource: ReadonlyArray<string>
  readonly Condition?: Condition
}

export type Condition = Readonly<Record<string, Readonly<Record<string, string | ReadonlyArray<string>>>>>

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: "2012-10-17"
  readonly Statement: ReadonlyArray<object>
}

/** What a role may do with resources: `read` is enough for a plan, and a deployment needs `write` too. */
export interface Rule {
  readonly sid: string
  readonly read?: ReadonlyArray<string>
  readonly write?: ReadonlyArray<string>
  readonly on: ReadonlyArray<string>
  readonly condition?: Condition
}

export const statementsOf = (rules: ReadonlyArray<Rule>, readOnly: boolean): ReadonlyArray<Statement> =>
  rules.flatMap(({ condition, on, read = [], sid, write = [] }) => {
    const actions = readOnly ? read : [...read, ...write]
    if (actions.length === 0) return []
    return [
      {
        Sid: sid,
        Effect: "Allow",
        Action: [...actions].toSorted(),
        Resource: on,
        ...(condition === undefined ? {} : { Condition: condition })
      }
    ]
  })

export const document = (Statement: ReadonlyArray<object>): PolicyDocument => ({ Version: "2012-10-17", Statement })

/** The longest managed policy, in characters without spaces. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const mostCharacters = 6144

export const lengthOf = (statements: ReadonlyArray<object>): number => JSON.stringify(document(statements)).length

/** Divides a policy into as many as AWS's longest makes necessary; a role may have ten of them. */
export const partsOf = ({ Statement }: PolicyDocument): ReadonlyArray<PolicyDocument> => {
  const parts: Array<Array<object>> = []
  for (const statement of Statement) {
    const last = parts.at(-1)
    if (last === undefined || lengthOf([...last, statement]) > mostCharacters) parts.push([statement])
    else last.push(statement)
  }
  return parts.map(document)
}
