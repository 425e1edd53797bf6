/**
 * AWS's list prices of a large region in US dollars, without free tier and discounts, as they stood on public pages on the day below. They
 * are AWS's to change: check those that matter to you.
 */
export const checkedOn = "2026-11-26"

export const prices = {
  /** A million requests of an HTTP API, up to 300 million a month. https://aws.amazon.com/api-gateway/pricing/ */
  httpMillion: 1.0,
  /** A million messages of a WebSocket API, in units of 32 KB. */
  webSocketMillion: 1.0,
  /** A million minutes of connections. */
  webSocketMinutesMillion: 0.25,
  /** A million requests to a FIFO queue, in units of 64 KB. https://aws.amazon.com/sqs/pricing/ */
  sqsMillion: 0.5,
  /** A million invocations, and a GB-second on arm64. https://aws.amazon.com/lambda/pricing/ */
  lambdaMillion: 0.2,
  lambdaGigabyteSecond: 0.0000133334,
  /** A GB-second of provisioned concurrency on arm64. */
  provisionedGigabyteSecond: 0.0000033334,
  /** A GB of logs taken in, and stored for a month. https://aws.amazon.com/cloudwatch/pricing/ */
  logsGigabyte: 0.5,
  logsGigabyteMonth: 0.03,
  /** A metric of an alarm, a composite alarm, a dashboard, a custom metric, for a month. */
  alarmMetric: 0.1,
  compositeAlarm: 0.5,
  dashboard: 3.0,
  customMetric: 0.3,
  /** A key of KMS for a month. https://aws.amazon.com/kms/pricing/ */
  key: 1.0,
  /** A web ACL, a rule of it, a million requests that it sees. https://aws.amazon.com/waf/pricing/ */
  webAcl: 5.0,
  webAclRule: 1.0,
  webAclMillion: 0.6,
  /** 10,000 requests over TLS, and a GB to the internet, of CloudFront. https://aws.amazon.com/cloudfront/pricing/ */
  cloudFrontTenThousand: 0.01,
  cloudFrontGigabyte: 0.085,
  /** A million PUT requests to S3. https://aws.amazon.com/s3/pricing/ */
  s3PutMillion: 5.0,
  /** A million traces of X-Ray. https://aws.amazon.com/xray/pricing/ */
  xrayMillion: 5.0
} as const
