/** The worker's timeout beyond the longest run, in seconds: for booting, the last pushes and their retries. */
export const workerGraceSeconds = 15

/**
 * The visibility timeout, as a multiple of the worker's timeout.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityFactor = 6
