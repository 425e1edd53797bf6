import type { Ending, Engine, Interpreter, Program, StreamName } from "@glissade/engine/Engine"
import { typedInput } from "./TypedInput.ts"

export interface Outcome extends Ending {
  readonly stdout: string
  readonly stderr: string
  readonly ms: number
  /** Pieces of output as they came, and `waits` where the program waited for input. */
  readonly pieces: ReadonlyArray<string>
}

export interface Request {
  readonly args?: ReadonlyArray<string>
  readonly stdin?: string
  /** What is typed while the program runs: see {@link typedInput}. */
  readonly typed?: ReadonlyArray<string | number>
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly limits?: Partial<Program["limits"]>
}

/** Stands among the pieces of output where a program waited for input. */
export const waits = "(waits)"

const encoder = new TextEncoder()
const mebibyte = 1024 * 1024

/** Runs programs in one interpreter of an engine in this very process, which is booted anew when a program broke it. */
export class Bench {
  private readonly engine: Engine
  private readonly language: string
  private interpreter: Interpreter

  private constructor(engine: Engine, language: string, interpreter: Interpreter) {
    this.engine = engine
    this.language = language
    this.interpreter = interpreter
  }

  static async start(engine: Engine, language: string): Promise<Bench> {
    return new Bench(engine, language, await engine.boot())
  }

  async run(code: string, request: Request = {}): Promise<Outcome> {
    const limits = { timeoutMs: 5_000, memoryBytes: 256 * mebibyte, outputBytes: 64 * 1024, ...request.limits }
    const written: Record<StreamName, Array<Uint8Array>> = { stdout: [], stderr: [] }
    const sizes: Record<StreamName, number> = { stdout: 0, stderr: 0 }
    const pieces: Array<string> = []
    const program: Program = {
      language: this.language,
      code,
      args: request.args ?? [],
      stdin: encoder.encode(request.stdin ?? ""),
      files: Object.entries(request.files ?? {}).map(([name, content]) => ({
        name,
        content: typeof content === "string" ? encoder.encode(content) : content
      })),
      limits
    }
    const start = performance.now()
    const output = {
      write: (stream: StreamName, bytes: Uint8Array) => {
        const piece = bytes.slice(0, Math.max(0, limits.outputBytes - sizes[stream]))
        written[stream].push(piece)
        pieces.push(Buffer.from(piece).toString())
        sizes[stream] += bytes.length
        return sizes[stream] <= limits.outputBytes
      }
    }
    const input = typedInput(program.stdin, request.typed, () => pieces.push(waits))
    const ending = this.interpreter.run(program, output, input)
    const ms = performance.now() - start
    if (!ending.reusable || !this.interpreter.reset()) this.interpreter = await this.engine.boot()
    const text = (stream: StreamName): string => Buffer.concat(written[stream]).toString()
    return { ...ending, stdout: text("stdout"), stderr: text("stderr"), ms, pieces }
  }
}
