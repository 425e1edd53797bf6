import { environmentSchema } from "../settings/Schema.ts"
import { inputsTable, outputsTable } from "./Readme.ts"

interface Property {
  readonly type: string | ReadonlyArray<string>
  readonly description: string
  readonly allowed: string
  readonly properties?: Readonly<Record<string, Property>>
}

const rows = (properties: Readonly<Record<string, Property>>, prefix: string): ReadonlyArray<string> =>
  Object.entries(properties).flatMap(([name, { allowed, description, properties: inner }]) => [
    `| \`${prefix}${name}\` | ${description} Allowed: ${allowed}. |`,
    ...rows(inner ?? {}, `${prefix}${name}.`)
  ])

/** What an environment's file says of its deployment, as a table. */
const deploymentTable = (): string =>
  ["| field | meaning |", "| --- | --- |", ...rows(environmentSchema.properties.deployment.properties, "")].join("\n")

/** The parts of `docs/deploy.md` that are made from the schema, by the name that stands in their marks. */
export const generatedParts: Readonly<Record<string, () => string>> = {
  deployment: deploymentTable,
  inputs: inputsTable,
  outputs: outputsTable
}

const part = /(<!-- generated: (\w+) -->)[^]*?(<!-- end -->)/g

/** A document with its generated parts as they should be. */
export const withGeneratedParts = (document: string): string =>
  document.replaceAll(
    part,
    (_, begin: string, name: string, end: string) => `${begin}\n\n${generatedParts[name]!()}\n\n${end}`
  )
