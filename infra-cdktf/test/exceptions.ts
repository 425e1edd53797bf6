/** Checks of checkov that do not hold here, each with its reason. One that is needed no longer fails the test as well. */
export const exceptions: Readonly<Record<string, string>> = {
  CKV_AWS_18: "Who asks for the page is seen by CloudFront, and who asks for a result by the HTTP API's access log",
  CKV_AWS_21: "Earlier versions of a result would outlive it: what has expired is to be gone",
  CKV_AWS_68: "A web ACL costs more than the service at rest; add one by its ARN where policy demands it",
  CKV_AWS_86: "The page is static and public, and access logs hold addresses of people that nobody here needs",
  CKV_AWS_115: "dev reserves no concurrency, since a new account has too little to reserve any; prod does",
  CKV_AWS_116: "It concerns asynchronous invocations, of which there are none: the queue has its own dead-letter queue",
  CKV_AWS_117: "No function reaches into a VPC, and in one they would need a NAT to reach SQS and API Gateway",
  CKV_AWS_144: "The page can be built and uploaded again from the repository, and results are kept for minutes",
  CKV_AWS_145:
    "The page is public; SSE-S3 encrypts it and the results, which two roles may reach, without a key to manage",
  CKV_AWS_158: "Logs hold no code and no output, and CloudWatch encrypts them with its own key",
  CKV_AWS_173: "The variables hold addresses and no secrets, and Lambda encrypts them with its own key",
  CKV_AWS_174: "CloudFront's own certificate comes with its own TLS policy; a minimum needs a domain of one's own",
  CKV_AWS_259: "Preloading is a promise about a whole domain, and cloudfront.net is not ours",
  CKV_AWS_272: "The zip's hash is in the plan that a person approves; a signing profile is the account's own choice",
  CKV_AWS_309: "Whoever sets an issuer gets authorizers; health, runtimes and the document of the API are public",
  CKV_AWS_310: "One bucket in one region is the origin; the page can be rolled out elsewhere in minutes",
  CKV_AWS_338: "Logs with addresses of people are kept as briefly as they are useful, by environments.ts",
  CKV_AWS_374: "The page is for everybody",
  CKV2_AWS_42: "A certificate needs a domain of one's own",
  CKV2_AWS_47: "It asks for a rule of a web ACL against Log4j, and there is no Java here",
  CKV2_AWS_51: "Callers are browsers, which have no client certificates",
  CKV2_AWS_62: "Nothing is to happen when the page changes or a result comes"
}
