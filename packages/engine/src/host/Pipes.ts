import { readSync, writeSync } from "node:fs"
import { deserialize } from "node:v8"
import type { Program } from "../Engine.ts"
import {
  decodeInput,
  encodePatience,
  header,
  headerBytes,
  inputKind,
  Kind,
  maximumOutputBytes,
  programKind
} from "./Frame.ts"
import type { InputAnswer } from "./Frame.ts"

/** Descriptors of the pipes: requests on stdin, answers on one that nothing else writes to. */
const requests = 0
const answers = 3

const isAgain = (error: unknown): boolean => (error as { code?: unknown }).code === "EAGAIN"

const nap = new Int32Array(new SharedArrayBuffer(4))

/** Repeats a call on a pipe that is not blocking until it goes through. */
const blocking = (call: () => number): number => {
  while (true) {
    try {
      return call()
    } catch (error) {
      if (!isAgain(error)) throw error
      Atomics.wait(nap, 0, 0, 1)
    }
  }
}

const readFully = (length: number): Buffer | undefined => {
  const bytes = Buffer.allocUnsafe(length)
  let filled = 0
  while (filled < length) {
    const count = blocking(() => readSync(requests, bytes, filled, length - filled, null))
    if (count === 0) return undefined
    filled += count
  }
  return bytes
}

/** What of a frame is still to be written. */
let unsent: Uint8Array = new Uint8Array(0)

const nothing = new Uint8Array(0)

/**
 * The watchdog may stop a program in the middle of a write, most likely while it waits for the parent to read. Whether the bytes were
 * written is then unknown. They count as sent: output must not arrive twice, but the output of a stopped program may end anywhere.
 */
const writeUnsent = (): void => {
  while (unsent.length > 0) {
    const bytes = unsent
    unsent = nothing
    unsent = bytes.subarray(blocking(() => writeSync(answers, bytes)))
  }
}

/** A program, and the number of its run in this process. */
export interface NumberedProgram extends Program {
  readonly run: number
}

/** Blocks until the parent sends a frame; `undefined` when the parent is gone. */
const readFrame = (): { readonly kind: number; readonly body: Buffer } | undefined => {
  const head = readFully(headerBytes)
  const body = head && readFully(head.readUInt32BE(1))
  return body && { kind: head![0]!, body }
}

/** Blocks until the parent sends a program; `undefined` when the parent is gone. Input that came too late for the last one is dropped. */
export const readProgram = (): NumberedProgram | undefined => {
  for (let frame = readFrame(); frame !== undefined; frame = readFrame()) {
    if (frame.kind === programKind) return deserialize(frame.body) as NumberedProgram
    if (frame.kind !== inputKind) break
  }
  return undefined
}

export const send = (kind: Kind, body: Uint8Array = new Uint8Array(0)): void => {
  writeUnsent()
  unsent = Buffer.concat([header(kind, body.length), body])
  writeUnsent()
}

/** Sends output at once: when this returns, the bytes are in the pipe. */
export const sendOutput = (stream: "stdout" | "stderr", bytes: Uint8Array): void => {
  for (let start = 0; start < bytes.length; start += maximumOutputBytes) {
    send(Kind[stream], bytes.subarray(start, start + maximumOutputBytes))
  }
}

/** Tells the parent that the program waits, and blocks until it answers; `undefined` when the parent is gone. Input for another run is dropped. */
export const askForInput = (run: number, patienceMs: number): InputAnswer | undefined => {
  send(Kind.waiting, encodePatience(patienceMs))
  for (let frame = readFrame(); frame?.kind === inputKind; frame = readFrame()) {
    const answer = decodeInput(frame.body, run)
    if (answer !== undefined) return answer
  }
  return undefined
}
