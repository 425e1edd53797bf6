import type { Terminal } from "../../operate/CommandLine.ts"
import { WrongUse } from "../../operate/CommandLine.ts"

type Answer = (input: never) => object

/** An AWS client that answers commands from functions, by the command's name without `Command`. */
export const fakeClient = <Client>(answers: Readonly<Record<string, Answer>>): Client => {
  const send = async (command: { readonly constructor: { readonly name: string }; readonly input: unknown }) => {
    const name = command.constructor.name.replace(/Command$/, "")
    const answer = answers[name]
    if (answer === undefined) throw new Error(`the fake knows no ${name}`)
    return answer(command.input as never)
  }
  return { send } as Client
}

/** A terminal that keeps what is written. Without an answer nobody is there to be asked. */
export class FakeTerminal implements Terminal {
  readonly lines: Array<string> = []
  readonly warnings: Array<string> = []
  readonly questions: Array<string> = []
  readonly #answer: boolean | undefined

  constructor(answer?: boolean) {
    this.#answer = answer
  }

  readonly line = (text: string): void => void this.lines.push(text)
  readonly warn = (text: string): void => void this.warnings.push(text)

  readonly confirm = async (question: string): Promise<boolean> => {
    this.questions.push(question)
    if (this.#answer === undefined) throw new WrongUse("nobody to ask")
    return this.#answer
  }
}
