import { setTimeout as sleep } from "node:timers/promises"

/**
 * Sends a request, and again when the server tells to: a busy machine needs longer to start a database or to make a memory image than a
 * request waits for it.
 */
export const fetchWhenReady = async (url: string, init: RequestInit = {}, tries = 30): Promise<Response> => {
  const response = await fetch(url, init)
  const seconds = Number(response.headers.get("retry-after"))
  if (response.status !== 503 || seconds === 0 || tries === 0) return response
  await response.body?.cancel()
  await sleep(seconds * 1_000)
  return fetchWhenReady(url, init, tries - 1)
}
