import type { InputAnswer } from "@glissade/engine/host/Frame"
import { longestWaitMs } from "@glissade/engine/host/Frame"
import { maximumInputBytes } from "@glissade/protocol/Message"

/** The process that a feed is for. */
export interface Consumer {
  readonly answer: (answer: InputAnswer) => void
  /** The program waits from now on, until it is answered: its time limit stands still. */
  readonly onWait: () => void
}

/**
 * The input of one run that comes while the program runs. It is kept until the program asks for it; a program that asks for more waits. A
 * feed takes at most {@link maximumInputBytes}, and its program may wait for {@link longestWaitMs} in all.
 */
export class InputFeed {
  private pieces: Array<Uint8Array> = []
  private bytesLeft = maximumInputBytes
  private isEnded = false
  private waitLeftMs = longestWaitMs
  private since: number | undefined
  private timer: NodeJS.Timeout | undefined
  private consumer: Consumer | undefined
  /** Whether it was told that the program waits for what has not come since. */
  private isTold = false
  private readonly onNeed: () => void

  /** `onNeed` is called when the program waits, once until it is given something. */
  constructor(onNeed: () => void) {
    this.onNeed = onNeed
  }

  /** How long the program has waited in all, in milliseconds. */
  get waitedMs(): number {
    return longestWaitMs - this.waitLeftMs + this.waitingMs
  }

  /** Whether the program was told that it has waited for as long as it may. It must not ask again. */
  isOver = false

  get isWaiting(): boolean {
    return this.since !== undefined
  }

  /** Whether the program may ask for input now: it does so once at a time, and not after it was told that it has waited for too long. */
  get mayWait(): boolean {
    return !this.isWaiting && !this.isOver
  }

  connect(consumer: Consumer): void {
    this.consumer = consumer
  }

  /** Takes what was typed, up to the bound. */
  give(bytes: Uint8Array): void {
    const taken = bytes.subarray(0, this.bytesLeft)
    if (this.isEnded || taken.length === 0) return
    this.bytesLeft -= taken.length
    this.pieces.push(taken)
    this.isTold = false
    if (this.isWaiting) this.answer()
  }

  /** Nothing comes any more. */
  end(): void {
    this.isEnded = true
    if (this.isWaiting) this.answer()
  }

  /** The program asks for input, and waits for at most some milliseconds. */
  wait(patienceMs: number): void {
    // Without a pause where nothing is waited for: otherwise a process could claim waits without end.
    if (this.pieces.length > 0 || this.isEnded || patienceMs <= 0 || this.waitLeftMs <= 0) return this.answer()
    this.since = performance.now()
    this.consumer?.onWait()
    this.timer = setTimeout(() => this.answer(), Math.min(patienceMs, this.waitLeftMs))
    if (this.isTold) return
    this.isTold = true
    this.onNeed()
  }

  /** The run is over. */
  close(): void {
    clearTimeout(this.timer)
    this.settle()
    this.consumer = undefined
  }

  private get waitingMs(): number {
    return this.since === undefined ? 0 : performance.now() - this.since
  }

  private settle(): void {
    this.waitLeftMs -= this.waitingMs
    this.since = undefined
  }

  private answer(): void {
    clearTimeout(this.timer)
    this.settle()
    const { pieces } = this
    this.pieces = []
    this.isOver = this.waitLeftMs <= 0 && pieces.length === 0 && !this.isEnded
    this.consumer?.answer({
      bytes: Buffer.concat(pieces),
      isEnd: this.isEnded,
      isOver: this.isOver
    })
  }
}
