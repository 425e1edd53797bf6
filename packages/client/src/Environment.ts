import type { OpenRunStorage } from "./OpenRuns.ts"

/** The part of a browser's WebSocket that the client uses. */
export interface SocketLike {
  send(text: string): void
  close(code?: number, reason?: string): void
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  onerror: (() => void) | null
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
  /** Keeps open runs over a reload of the page; not there outside browsers. */
  readonly storage?: OpenRunStorage
  /** Takes a name that only one page can have at a time, until the page is gone; answers whether it could. */
  readonly claim?: (name: string) => Promise<boolean>
}

const lifecycle = (listener: (event: LifecycleEvent) => void): (() => void) => {
  const target = globalThis.window
  const page = globalThis.document
  const names = ["online", "offline", "pageshow", "pagehide"] as const
  const listeners = names.map((name) => [name, () => listener(name)] as const)
  const onVisibility = () => listener(page.visibilityState === "hidden" ? "hidden" : "visible")
  for (const [name, call] of listeners) target.addEventListener(name, call)
  page.addEventListener("visibilitychange", onVisibility)
  return () => {
    for (const [name, call] of listeners) target.removeEventListener(name, call)
    page.removeEventListener("visibilitychange", onVisibility)
  }
}

const openRunsKey = "glissade.open-runs"

const storage: OpenRunStorage = {
  read: () => sessionStorage.getItem(openRunsKey),
  write: (text) => sessionStorage.setItem(openRunsKey, text)
}

/** A duplicated tab has a copy of what is kept, but not the lock. Pages without a secure context have no locks at all. */
const claim = (name: string): Promise<boolean> => {
  const { locks } = navigator
  if (locks === undefined) return Promise.resolve(true)
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      // Held until the page is gone.
      return lock === null ? undefined : new Promise(() => {})
    })
  })
}

/** The world as browsers and Node 22 and newer have it. */
export const liveEnvironment = (): Environment => ({
  now: () => Date.now(),
  random: () => Math.random(),
  setTimer: (callback, ms) => {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
  fetch: (url, init) => fetch(url, init),
  openSocket: (url) => new WebSocket(url) as unknown as SocketLike,
  ...(typeof document === "undefined" ? {} : { onLifecycle: lifecycle, storage, claim }),
  randomBytes: () => crypto.getRandomValues(new Uint8Array(16))
})
