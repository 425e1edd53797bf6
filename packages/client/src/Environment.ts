/** The part of a browser's WebSocket that the client uses. */
export interface SocketLike {
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
}

/** Events of the page around the client. */
export type LifecycleEvent = "online" | "offline" | "visible" | "hidden" | "pageshow" | "pagehide"

/** Everything that the client takes from its environment, so that tests can replace it. */
export interface Environment {
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** From 0 up to, but excluding, 1. */
  readonly random: () => number
  /** Calls back once after `ms`. Returns a function that cancels the timer. */
  readonly setTimer: (callback: () => void, ms: number) => () => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly openSocket: (url: string) => SocketLike
  /** Reports events of the page until the returned function is called; absent outside browsers. */
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

/** The environment of browsers and of Node 22 or newer. */
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
