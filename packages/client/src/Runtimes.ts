import type { Runtimes } from "@glissade/protocol/Runtime"
import { fields, integer, list, orMissing, text } from "./Reader.ts"

export type { Runtime, Runtimes } from "@glissade/protocol/Runtime"

const range = fields({ default: integer, maximum: integer })
const maximum = fields({ maximum: integer })

const readRuntimes = fields<Runtimes>({
  runtimes: list(fields({ language: text, version: text, engine: text, main_file: text })),
  limits: fields({
    timeout_ms: range,
    sync_timeout_ms: range,
    memory_bytes: range,
    output_bytes: range,
    stdin_bytes: maximum,
    source_bytes: maximum
  }),
  features: orMissing(list(text))
})

/**
 * The languages of a server with their versions, and its limits, as `GET /runtimes` answers. Rejects when the server cannot be reached
 * within ten seconds, or answers anything else.
 */
export const fetchRuntimes = async (
  apiUrl: string,
  { signal = AbortSignal.timeout(10_000) }: { readonly signal?: AbortSignal } = {}
): Promise<Runtimes> => {
  const response = await fetch(`${apiUrl.replace(/\/+$/, "")}/runtimes`, { signal })
  if (!response.ok) throw new Error(`the server answered ${response.status}`)
  return readRuntimes(await response.json())
}
