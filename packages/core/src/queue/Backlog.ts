import type { Execution } from "@glissade/protocol/Execution"
import * as Context from "effect/Context"
import type { Caller } from "../identity/Caller.ts"
import { QueueFull } from "./Queue.ts"

const MiB = 1024 * 1024

/** Bounds of what waits for interpreters in this process. */
export interface BacklogLimits {
  readonly maximumBytes: number
  readonly maximumBytesPerConnection: number
  /** For everybody at one address together, where the caller is limited. */
  readonly maximumBytesPerCaller: number
  /** The same in programs: small ones fill the queue before their bytes do. */
  readonly maximumPerCaller: number
}

export const defaultLimits: BacklogLimits = {
  maximumBytes: 96 * MiB,
  maximumBytesPerConnection: 4 * MiB,
  maximumBytesPerCaller: 48 * MiB,
  maximumPerCaller: 10_000
}

/** What an object of a job takes beside its texts: ids, the record in the queue, and what waits with it. */
const overheadBytes = 1_024

const isOneByte = (text: string): boolean => !/[\u0100-\uffff]/.test(text)

/** Bytes of memory that a text takes: V8 keeps one byte for each unit, or two for all where one of them needs two. */
const textBytes = (text: string): number => (isOneByte(text) ? text.length : 2 * text.length)

/** Bytes of memory that a program takes while it waits. */
export const executionBytes = ({ args, code, files, stdin }: Execution): number => {
  let bytes = overheadBytes + textBytes(code) + textBytes(stdin)
  for (const arg of args) bytes += textBytes(arg) + 32
  for (const { content, name } of files) bytes += textBytes(name) + textBytes(content) + 128
  return bytes
}

/** Whose bytes they are. A synchronous call has no connection. */
export interface Share {
  readonly connection: string | undefined
  readonly caller: Caller
  readonly bytes: number
}

/** Counts the bytes that wait: in all, for each connection, and for each caller, for whom programs are counted too. */
export class Backlog {
  readonly #limits: BacklogLimits
  readonly #connections = new Map<string, number>()
  readonly #callers = new Map<string, number>()
  readonly #programs = new Map<string, number>()
  #bytes = 0

  constructor(limits: BacklogLimits) {
    this.#limits = limits
  }

  /** Bytes that wait in all. */
  get bytes(): number {
    return this.#bytes
  }

  /** Reserves bytes, or answers the bound that they would pass: then nothing is reserved. */
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

  /** Releases what was reserved. */
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
 * The bytes that wait in this process, of queued jobs and of synchronous calls together. A host whose queue is elsewhere bounds the calls
 * at once, so that nothing is counted: that is the default.
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
