import { inputs, terraformType } from "../settings/Variables.ts"
import { outputDescriptions } from "../settings/Outputs.ts"

const escape = (text: string) => text.replaceAll("|", "\\|")

const code = (text: string) => `\`${escape(text)}\``

/** The module's inputs as a table: what each is, its type and its default. */
export const inputsTable = (): string =>
  [
    "| input | type | default | meaning |",
    "| --- | --- | --- | --- |",
    ...inputs.map(([name, input]) => {
      const byDefault = "default" in input ? code(JSON.stringify(input.default)) : "required"
      return `| ${code(name)} | ${code(terraformType(input))} | ${byDefault} | ${escape(input.description)} Allowed: ${escape(input.allowed)}. |`
    })
  ].join("\n")

/** The module's outputs as a table. */
export const outputsTable = (): string =>
  [
    "| output | meaning |",
    "| --- | --- |",
    ...Object.entries(outputDescriptions).map(([name, description]) => `| ${code(name)} | ${escape(description)} |`)
  ].join("\n")

/** The README of the released module. */
export const moduleReadme = (release: string): string => `# Glissade, a Terraform module

Remote code execution on AWS: programs run in WebAssembly on Lambda, their output is pushed over a WebSocket. Release ${release}.

\`\`\`hcl
module "glissade" {
  source = "./glissade"
  providers = {
    aws           = aws
    aws.us_east_1 = aws.us_east_1
  }

  environment  = "prod"
  jwt_issuer   = "https://login.example.org"
  jwt_audience = "glissade"
}
\`\`\`

It needs Terraform or OpenTofu 1.10 and the AWS provider 5.100 or newer, below 7. It has no provider block, so \`for_each\`, \`count\` and \`depends_on\`
work, and your provider's \`default_tags\` reach its resources. The second provider is that of us-east-1, where CloudFront looks for certificates and
web ACLs; it is needed even where neither is used. Everything that is uploaded is in the folder \`assets\`.

A plan stops before anything changes where settings contradict each other, where the state belongs to another account or region, and an apply stops
where another deployment has the same \`name_prefix\` and \`environment\` in the region. \`destroy_protection\` has queues and buckets refuse deletion by
their policies. The folder \`examples\` has three deployments.

## A key of your own

With \`kms_key_arn\`, the key's policy must let these services use it, besides your account:

| service | actions | for |
| --- | --- | --- |
| \`logs.<region>.amazonaws.com\` | \`kms:Encrypt*\`, \`kms:Decrypt*\`, \`kms:ReEncrypt*\`, \`kms:GenerateDataKey*\`, \`kms:Describe*\` | log groups |
| \`cloudwatch.amazonaws.com\` | \`kms:Decrypt\`, \`kms:GenerateDataKey*\` | alarms that are sent to topics |
| \`cloudfront.amazonaws.com\` | \`kms:Decrypt\` | the page's files |

## Inputs

${inputsTable()}

## Outputs

${outputsTable()}
`
