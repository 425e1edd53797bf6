/**
 * The newest Lambda runtime that the AWS provider accepts: it validates the name against a built-in list, which in 5.100.0, the last 5.x,
 * ends at Node 22. From 6.20 on it knows Node 24.
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md
 */
export const lambdaRuntime = (awsProviderVersion: string | undefined): "nodejs22.x" | "nodejs24.x" => {
  const [major = 0, minor = 0] = (/\d+(?:\.\d+)?/.exec(awsProviderVersion ?? "5.100")?.[0] ?? "").split(".").map(Number)
  return major > 6 || (major === 6 && minor >= 20) ? "nodejs24.x" : "nodejs22.x"
}
