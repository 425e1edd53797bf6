/** What AWS demands of the role of a function in a VPC. https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html */
export const vpcActions: ReadonlyArray<string> = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses"
]
