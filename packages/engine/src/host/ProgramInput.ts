import type { Input } from "../Engine.ts"
import type { InputAnswer } from "./Frame.ts"
import { longestWaitMs } from "./Frame.ts"

const isNothing = ({ bytes, isEnd, isOver }: InputAnswer): boolean => bytes.length === 0 && !isEnd && !isOver

/** Asks the parent for input, and waits for at most some milliseconds; `undefined` when the parent is gone. */
export type AskForInput = (patienceMs: number) => InputAnswer | undefined

/** Asks until there is an answer: timers are a little early. */
const askOn = (ask: AskForInput): InputAnswer | undefined => {
  let answer = ask(Infinity)
  while (answer !== undefined && isNothing(answer)) answer = ask(Infinity)
  return answer
}

/** The input of one program: what it was given at the start, and then what the parent has. */
export class ProgramInput implements Input {
  readonly isInteractive: boolean
  readonly longestWaitMs: number
  waitedMs = 0
  isOver = false
  private bytes: Uint8Array
  private at = 0
  private ask: AskForInput | undefined

  /** Without `ask` the input ends with the bytes that were given. */
  constructor(given: Uint8Array, ask?: AskForInput) {
    this.bytes = given
    this.ask = ask
    this.isInteractive = ask !== undefined
    this.longestWaitMs = ask === undefined ? 0 : longestWaitMs
  }

  read(into: Uint8Array, patienceMs = Infinity): number | undefined {
    if (into.length === 0) return 0
    if (this.at === this.bytes.length && this.ask !== undefined && !this.fetch(this.ask, patienceMs)) return undefined
    const piece = this.bytes.subarray(this.at, this.at + into.length)
    into.set(piece)
    this.at += piece.length
    return piece.length
  }

  /** Returns whether there is something to read, which may be the end. */
  private fetch(ask: AskForInput, patienceMs: number): boolean {
    const start = performance.now()
    const answer = patienceMs === Infinity ? askOn(ask) : ask(patienceMs)
    this.waitedMs += performance.now() - start
    this.isOver = answer?.isOver ?? false
    if (answer === undefined || answer.isEnd || answer.isOver) this.ask = undefined
    this.bytes = answer?.bytes ?? new Uint8Array(0)
    this.at = 0
    return this.ask === undefined || this.bytes.length > 0
  }
}
