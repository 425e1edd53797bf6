/** The part of a browser's WebSocket that the client uses. */
export interface SocketLike {
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
}

/** What happens to the page around the client. */
export type LifecycleEvent = "online" | "offline" | "visible" | "hidden" | "pageshow" | "pagehide"

/** Everything that the client takes from the world, so that tests can give it another one. */
export interface Environment {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 up to 1, 1 excluded. */
  readonly random: () => number
  /** Calls back once after `ms`; the answer calls it off. */
  readonly setTimer: (callback: () => void, ms: number) => () => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly openSocket: (url: string) => SocketLike
  /** Tells about the page until the answer is called; not there outside browsers. */
  readonly onLifecycle?: (listener: (event: LifecycleEvent) => void) => () => void
  /** 128 bits for an id or a key. */
  readonly randomBytes: () => Uint8Array
}

const lifecycle = (listener: (event: LifecycleEvent) => void): (() => void) => {
  const end = new AbortController()
  const { signal } = end
  for (const name of ["online", "offline", "pageshow", "pagehide"] as const) {
    addEventListener(name, () => listener(name), { signal })
  }
  document.addEventListener("visibilitychange", () => listener(document.visibilityState), { signal })
  return () => end.abort()
}

/** The world as browsers and Node 22 and newer have it. */
export const liveEnvironment = (): Environment => ({
  now: Date.now,
  random: Math.random,
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  fetch: (url, init) => fetch(url, init),
  openSocket: (url) => new WebSocket(url) as unknown as SocketLike,
  ...(typeof document === "object" && { onLifecycle: lifecycle }),
  randomBytes: () => crypto.getRandomValues(new Uint8Array(16))
})
