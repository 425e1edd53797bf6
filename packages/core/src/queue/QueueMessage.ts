import type { Attributes } from "./Queue.ts"
import { utf8Length } from "../text/Utf8.ts"

/** Size of a queue message as SQS counts it: the body, and names and values of the attributes, in bytes. */
export const messageBytes = (body: string, attributes: Attributes): number => {
  let bytes = utf8Length(body)
  for (const [name, value] of Object.entries(attributes)) bytes += utf8Length(name) + utf8Length(value)
  return bytes
}
