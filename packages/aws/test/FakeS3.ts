import type { Answer } from "./FakeAws.ts"

const fault = (status: number, code: string) => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>no</Message></Error>`
})

/**
 * S3 as far as results need it: one bucket by its path, signed requests alone, conditional writes, and the answer for what is not
 * there, which depends on whether the caller may list the bucket.
 */
export const makeFakeS3 = (bucket: string, options: { readonly mayList: boolean } = { mayList: false }) => {
  const objects = new Map<string, string>()
  const answer: Answer = ({ authorization, body, ifNoneMatch, method, path }) => {
    if (!/^AWS4-HMAC-SHA256 .*\/s3\/aws4_request/.test(authorization ?? "")) return fault(403, "SignatureDoesNotMatch")
    if (!path.startsWith(`/${bucket}/`)) return fault(404, "NoSuchBucket")
    const key = path.slice(bucket.length + 2).split("?")[0]!
    if (method === "PUT") {
      if (ifNoneMatch === "*" && objects.has(key)) return fault(412, "PreconditionFailed")
      objects.set(key, body)
      return { status: 200, body: "" }
    }
    if (method !== "GET") return fault(405, "MethodNotAllowed")
    const found = objects.get(key)
    if (found !== undefined) return { status: 200, body: found }
    return options.mayList ? fault(404, "NoSuchKey") : fault(403, "AccessDenied")
  }
  return { objects, answer }
}
