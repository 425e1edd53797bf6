import type { Claims } from "./Claims.ts"

/** The parts of an HTTP API event (payload format 2.0) that are used. */
export interface HttpEvent {
  readonly rawPath: string
  readonly rawQueryString: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly cookies?: ReadonlyArray<string>
  readonly body?: string
  readonly isBase64Encoded: boolean
  readonly requestContext: {
    readonly domainName: string
    readonly stage: string
    readonly http: { readonly method: string }
    /** What an authorizer (JWT or Lambda) reports about the user. */
    readonly authorizer?: { readonly jwt?: { readonly claims?: Claims | null }; readonly lambda?: Claims | null }
  }
}

/** A response in the format of an HTTP API. */
export interface HttpEventResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly cookies: Array<string>
  readonly body: string
  readonly isBase64Encoded: boolean
}

/** The path without the stage, with which stages other than `$default` prefix it. */
const pathOf = ({ rawPath, requestContext: { stage } }: HttpEvent): string => {
  const prefix = `/${stage}`
  if (rawPath === prefix) return "/"
  return rawPath.startsWith(`${prefix}/`) ? rawPath.slice(prefix.length) : rawPath
}

/** The user's claims; `undefined` for a route without an authorizer. */
export const claimsOf = ({ requestContext: { authorizer } }: HttpEvent): Claims | null | undefined =>
  authorizer?.jwt?.claims ?? authorizer?.lambda

/** The event as a web request. */
export const toRequest = (event: HttpEvent): Request => {
  const { domainName, http } = event.requestContext
  const url = new URL(pathOf(event), `https://${domainName}`)
  url.search = event.rawQueryString
  const headers = new Headers()
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, value)
  }
  if (event.cookies !== undefined && event.cookies.length > 0) headers.set("cookie", event.cookies.join("; "))
  const bodyless = http.method === "GET" || http.method === "HEAD" || event.body === undefined
  const body = bodyless ? {} : { body: event.isBase64Encoded ? Buffer.from(event.body!, "base64") : event.body! }
  return new Request(url, { method: http.method, headers, ...body })
}

/** Whether a body can be sent as text. A compressed one cannot, whatever its media type. */
const isText = (headers: Headers): boolean =>
  !headers.has("content-encoding") && /^text\/|[/+](?:json|xml|javascript)\b/.test(headers.get("content-type") ?? "")

/** The response in the event's format: text as it is, everything else in base64. */
export const toEventResponse = async (response: Response): Promise<HttpEventResponse> => {
  const headers: Record<string, string> = {}
  response.headers.forEach((value, name) => {
    if (name !== "set-cookie") headers[name] = value
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const text = bytes.length === 0 || isText(response.headers)
  return {
    statusCode: response.status,
    headers,
    cookies: response.headers.getSetCookie(),
    body: bytes.toString(text ? "utf8" : "base64"),
    isBase64Encoded: !text
  }
}
