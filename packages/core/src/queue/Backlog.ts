import type { Execution } from "@glissade/protocol/Execution"
import * as Context from "effect/Context"
import type { Caller } from "../identity/Caller.ts"
import { QueueFull } from "./Queue.ts"

const MiB = 1024 * 1024

/** Bounds of what waits for interpreters in this process. */
export interface BacklogLimits {
  readonly maximumBytes: number
  readonly maximumBytesPerConnection: number
  /** For all requests of one address together, if the caller is limited. */
  readonly maximumBytesPerCaller: number
  /** The same as a number of programs: small ones fill the queue before their bytes do. */
  readonly maximumPerCaller: number
}

export const defaultLimits: BacklogLimits = {
  maximumBytes: 96 * MiB,
  maximumBytesPerConnection: 4 * MiB,
  maximumBytesPerCaller: 48 * MiB,
  maximumPerCaller: 10_000
}

/** What a job takes besides its texts: ids, its record in the queue, and its waiting fiber. */
const overheadBytes = 1_024

const isOneByte = (text: string): boolean => !/[\u0100-\uffff]/.test(text)

/** Bytes of memory of a text: V8 stores one byte per unit, or two if any unit needs two. */
const textBytes = (text: string): number => (isOneByte(text) ? text.length : 2 * text.length)

/** Bytes of memory of a waiting program. */
export const executionBytes = ({ args, code, files, stdin }: Execution): number => {
  let bytes = overheadBytes + textBytes(code) + textBytes(stdin)
  for (const arg of args) bytes += textBytes(arg) + 32
  for (const { content, name } of files) bytes += textBytes(name) + textBytes(content) + 128
  return bytes
}

/** Whom the bytes count for. A synchronous call has no connection. */
export interface Share {
  readonly connection: string | undefined
  readonly caller: Caller
  readonly bytes: number
}

/** Counts the waiting bytes: in all, per connection, and per caller, for whom programs are counted too. */
export class Backlog {
  readonly #limits: BacklogLimits
  readonly #connections = new Map<string, number>()
  readonly #callers = new Map<string, number>()
  readonly #programs = new Map<string, number>()
  #bytes = 0

  constructor(limits: BacklogLimits) {
    this.#limits = limits
  }

  /** Waiting bytes in all. */
  get bytes(): number {
    return this.#bytes
  }

  /** Reserves bytes, or returns the bound that they would exceed, with nothing reserved. */
  take({ bytes, caller, connection }: Share): QueueFull | undefined {
    const { maximumBytes, maximumBytesPerCaller, maximumBytesPerConnection, maximumPerCaller } = this.#limits
    const full = (scope: QueueFull["scope"], maximum: number, unit: QueueFull["unit"] = "bytes") =>
      new QueueFull({ scope, unit, maximum })
    if (this.#bytes + bytes > maximumBytes) return full("queue", maximumBytes)
    if (connection !== undefined && (this.#connections.get(connection) ?? 0) + bytes > maximumBytesPerConnection) {
      return full("connection", maximumBytesPerConnection)
    }
    if (caller.isLimited && (this.#callers.get(caller.key) ?? 0) + bytes > maximumBytesPerCaller) {
      return full("caller", maximumBytesPerCaller)
    }
    if (caller.isLimited && (this.#programs.get(caller.key) ?? 0) >= maximumPerCaller) {
      return full("caller", maximumPerCaller, "jobs")
    }
    this.#change({ bytes, caller, connection }, 1)
    return undefined
  }

  /** Releases a reservation. */
  give({ bytes, caller, connection }: Share): void {
    this.#change({ bytes: -bytes, caller, connection }, -1)
  }

  #change({ bytes, caller, connection }: Share, programs: 1 | -1): void {
    this.#bytes += bytes
    if (connection !== undefined) add(this.#connections, connection, bytes)
    if (!caller.isLimited) return
    add(this.#callers, caller.key, bytes)
    add(this.#programs, caller.key, programs)
  }
}

const add = (counts: Map<string, number>, key: string, bytes: number): void => {
  const left = (counts.get(key) ?? 0) + bytes
  if (left > 0) counts.set(key, left)
  else counts.delete(key)
}

/**
 * The bytes that wait in this process, of queued jobs and synchronous calls together. By default nothing is counted, for hosts whose queue
 * is elsewhere and which bound the concurrent calls.
 */
export const CurrentBacklog = Context.Reference<Backlog>("@glissade/core/CurrentBacklog", {
  defaultValue: () =>
    new Backlog({
      maximumBytes: Infinity,
      maximumBytesPerConnection: Infinity,
      maximumBytesPerCaller: Infinity,
      maximumPerCaller: Infinity
    })
})
