/** Requests per second, and the size of a burst. */
export interface Throttle {
  readonly rate: number
  readonly burst: number
}

/** The names of the functions in the bundles' manifest and the variable `live_versions`. */
export const functionNames = ["api", "execute", "worker", "websocket", "authorizer"] as const

export type FunctionName = (typeof functionNames)[number]

/** What differs between environments, and nothing else. */
export interface Environment {
  /**
   * Longest run that a client may ask for, in seconds. The worker's timeout and the queue's visibility timeout are derived from it, and the
   * functions read it as `LONGEST_RUN_MS`.
   */
  readonly longestRunSeconds: number
  /** Runs at once: the event source mapping's maximum, from 2 to 1000. */
  readonly workerConcurrency: number
  /**
   * Concurrency reserved for one function. AWS requires that at least 100 remain for the rest of the account, and a new account may have as
   * little as 10 in all, so `dev` reserves nothing.
   */
  readonly reservedConcurrency: { readonly [name in FunctionName]?: number }
  /** For each route of the HTTP API except `POST /execute`. */
  readonly httpThrottle: Throttle
  /** For `POST /execute`, where each request occupies a whole vCPU while its program runs. */
  readonly executeThrottle: Throttle
  /** For each route of the WebSocket API. */
  readonly webSocketThrottle: Throttle
  readonly logRetentionDays: number
  /** Age of the oldest message at which the alarm fires, in seconds. */
  readonly oldestMessageAlarmSeconds: number
}

const dev: Environment = {
  longestRunSeconds: 60,
  workerConcurrency: 5,
  reservedConcurrency: {},
  httpThrottle: { rate: 50, burst: 100 },
  executeThrottle: { rate: 5, burst: 10 },
  webSocketThrottle: { rate: 50, burst: 100 },
  logRetentionDays: 7,
  oldestMessageAlarmSeconds: 300
}

const staging: Environment = {
  ...dev,
  workerConcurrency: 20,
  logRetentionDays: 30,
  oldestMessageAlarmSeconds: 120
}

const prod: Environment = {
  longestRunSeconds: 60,
  workerConcurrency: 200,
  reservedConcurrency: { api: 100, execute: 50, worker: 200, websocket: 100 },
  httpThrottle: { rate: 500, burst: 1000 },
  executeThrottle: { rate: 25, burst: 50 },
  webSocketThrottle: { rate: 500, burst: 1000 },
  logRetentionDays: 90,
  oldestMessageAlarmSeconds: 60
}

export const environments = { dev, staging, prod }

export type EnvironmentName = keyof typeof environments
