import { engineNamed } from "@glissade/test-kit/Engines"
import { typedInput } from "@glissade/test-kit/TypedInput"
import type { Ending, Interpreter, Program, StreamName } from "@glissade/engine/Engine"
import { makeEngine } from "../src/JavaScriptEngine.ts"

export interface Outcome extends Ending {
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
  /** The files in its folder `out`, with their text. */
  readonly left: ReadonlyArray<readonly [name: string, text: string]>
}

export interface Request {
  readonly language?: string
  readonly args?: ReadonlyArray<string>
  readonly stdin?: string
  /** What is typed while the program runs: see {@link typedInput}. */
  readonly typed?: ReadonlyArray<string | number>
  readonly files?: Readonly<Record<string, string>>
  readonly limits?: Partial<Program["limits"]>
}

const engine = makeEngine(engineNamed("javascript").assets)

const encoder = new TextEncoder()
const mebibyte = 1024 * 1024

/** Runs programs in one interpreter, which is replaced when it asks for that. */
export class Bench {
  #interpreter: Interpreter

  private constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter
  }

  static async start(): Promise<Bench> {
    return new Bench(await engine.boot())
  }

  async replace(): Promise<void> {
    this.#interpreter = await engine.boot()
  }

  run(code: string, request: Request = {}): Outcome {
    const limits = { timeoutMs: 5000, memoryBytes: 64 * mebibyte, outputBytes: 64 * 1024, ...request.limits }
    const written: Record<StreamName, Array<Uint8Array>> = { stdout: [], stderr: [] }
    const sizes: Record<StreamName, number> = { stdout: 0, stderr: 0 }
    const program: Program = {
      language: request.language ?? "javascript",
      code,
      args: request.args ?? [],
      stdin: encoder.encode(request.stdin ?? ""),
      files: Object.entries(request.files ?? {}).map(([name, text]) => ({ name, content: encoder.encode(text) })),
      limits
    }
    const start = performance.now()
    const output = {
      write: (stream: StreamName, bytes: Uint8Array) => {
        written[stream].push(bytes.slice(0, limits.outputBytes - sizes[stream]))
        sizes[stream] += bytes.length
        return sizes[stream] <= limits.outputBytes
      }
    }
    const ending = this.#interpreter.run(program, output, typedInput(program.stdin, request.typed))
    const ms = performance.now() - start
    const left = Array.from(
      this.#interpreter.leftFiles?.() ?? [],
      ({ bytes, name }) => [name, Buffer.from(bytes).toString()] as const
    )
    this.#interpreter.reset()
    const text = (stream: StreamName): string => Buffer.concat(written[stream]).toString()
    return { ...ending, stdout: text("stdout"), stderr: text("stderr"), ms, left }
  }
}
