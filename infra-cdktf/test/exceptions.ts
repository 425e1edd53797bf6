/** Why a check of checkov does not hold, and where. */
export interface Exception {
  readonly reason: string
  /** The environments and the resources that it is about, as `prod aws_sqs_queue messaging/executions`. All of them, if it is left out. */
  readonly only?: RegExp
}

/**
 * Checks of checkov that do not hold here, each with its reason. `dev` has nothing set, `prod` everything. One that is needed no longer
 * fails the test as well.
 */
export const exceptions: Readonly<Record<string, Exception>> = {
  CKV_AWS_18: { reason: "CloudFront sees who asks for the page, and the HTTP API's access log who asks for a result" },
  CKV_AWS_21: {
    reason: "Earlier versions of a result would outlive it: what has expired is to be gone",
    only: /aws_s3_bucket results\//
  },
  CKV_AWS_68: { reason: "A web ACL costs more than the service at rest; the setting waf adds one", only: /^dev / },
  CKV_AWS_86: {
    reason: "The page is static and public, and access logs hold addresses of people that nobody here needs"
  },
  CKV_AWS_115: {
    reason:
      "A new account has too little concurrency to reserve any; reserved_concurrency reserves it for each function",
    only: /^dev /
  },
  CKV_AWS_116: {
    reason: "It concerns asynchronous invocations, of which there are none: the queue has its own dead-letter queue"
  },
  CKV_AWS_117: {
    reason: "A VPC costs a NAT gateway or endpoints; subnet_ids puts every function into one",
    only: /^dev /
  },
  CKV_AWS_144: { reason: "The page is in the function that uploads it, and results are kept for minutes" },
  CKV_AWS_145: {
    reason: "S3's own key encrypts the page, which is public; kms_key_arn encrypts all buckets",
    only: /^dev /
  },
  CKV_AWS_158: { reason: "CloudWatch encrypts logs with its own key; kms_key_arn encrypts all groups", only: /^dev / },
  CKV_AWS_173: {
    reason:
      "Lambda encrypts variables with its own key. Those with something to hide (headers for a collector) are encrypted by kms_key_arn where it is set, and the page's function has none",
    only: /^dev |web\/upload\//
  },
  CKV_AWS_174: {
    reason: "CloudFront's own certificate comes with its own TLS policy; page_domain has a minimum of TLS 1.2",
    only: /^dev /
  },
  CKV_AWS_192: {
    reason: "There is no Java here, and rules that look into bodies take programs for attacks",
    only: /^prod /
  },
  CKV_AWS_259: {
    reason: "Preloading is a promise about a whole domain and all below it, which is its owner's to give"
  },
  CKV_AWS_272: { reason: "The plan has each zip's hash; a signing profile is the account's own choice" },
  CKV_AWS_290: {
    reason: "AWS demands these of a function in a VPC, and a network interface has no name beforehand",
    only: /\/vpc-policy$/
  },
  CKV_AWS_309: {
    reason: "An issuer has $connect and what runs programs authorized; the rest is public, or has a job's key",
    only: /^dev |\/(?:get-[\w-]+|default|disconnect|ping)$/
  },
  CKV_AWS_310: { reason: "One bucket and one API in one region are the origins; each is deployed anew in minutes" },
  CKV_AWS_338: {
    reason: "Logs with addresses of people are kept as briefly as they are useful; log_retention_days says how long"
  },
  CKV_AWS_374: { reason: "The page is for everybody" },
  CKV2_AWS_31: {
    reason: "The web ACL's metrics count what it refuses; its logs would hold whole requests",
    only: /^prod /
  },
  CKV2_AWS_34: { reason: "The parameters hold the name of a deployment, which is no secret" },
  CKV2_AWS_42: { reason: "A certificate needs a domain of one's own: page_domain", only: /^dev / },
  CKV2_AWS_47: { reason: "It asks for a rule of a web ACL against Log4j, and there is no Java here" },
  CKV2_AWS_51: { reason: "Callers are browsers, which have no client certificates" },
  CKV2_AWS_62: { reason: "Nothing is to happen when the page changes or a result comes" }
}
