import type { Engine, Interpreter } from "../Engine.ts"
import { encodeArtifact, pickArtifacts } from "./Artifacts.ts"
import { Footprint } from "./Footprint.ts"
import { Kind } from "./Frame.ts"
import type { HostEnding } from "./HostEnding.ts"
import { clipEnding } from "./HostEnding.ts"
import type { HostAssets } from "./LoadEngine.ts"
import * as Lockdown from "./Lockdown.ts"
import { LimitedOutput } from "./Output.ts"
import * as Pipes from "./Pipes.ts"
import { ProgramInput } from "./ProgramInput.ts"

/** Makes the engine of this process. */
export type LoadEngine = (assets: HostAssets) => Promise<Engine>

const sendArtifacts = (interpreter: Interpreter, output: LimitedOutput): void => {
  const { artifacts, complaint } = pickArtifacts(interpreter.leftFiles?.() ?? [])
  for (const artifact of artifacts) Pipes.send(Kind.artifact, encodeArtifact(artifact))
  if (complaint !== "") output.write("stderr", Buffer.from(complaint))
}

const inputOf = ({ isInteractive = false, run, stdin }: Pipes.NumberedProgram): ProgramInput =>
  isInteractive ? new ProgramInput(stdin, (patienceMs) => Pipes.askForInput(run, patienceMs)) : new ProgramInput(stdin)

const runOne = (interpreter: Interpreter, program: Pipes.NumberedProgram): boolean => {
  const output = new LimitedOutput(program.limits.outputBytes, Pipes.sendOutput)
  const input = inputOf(program)
  const start = performance.now()
  const ending = clipEnding(interpreter.run(program, output, input))
  const durationMs = performance.now() - start - input.waitedMs
  sendArtifacts(interpreter, output)
  const message: HostEnding = { ...ending, truncated: output.truncated, durationMs }
  Pipes.send(Kind.ending, Buffer.from(JSON.stringify(message)))
  return ending.reusable
}

const collectGarbage = (globalThis as { gc?: () => void }).gc ?? (() => {})

const serve = (interpreter: Interpreter): void => {
  const footprint = new Footprint(collectGarbage)
  for (let isFirst = true; ; isFirst = false) {
    const program = Pipes.readProgram()
    // Send the ending before restoring the interpreter, so that no caller waits for that. A `reset` frame follows when it is done.
    if (program === undefined || !runOne(interpreter, program) || !interpreter.reset()) return
    // Collect garbage once, but not right after the boot, which a program may be waiting for. Otherwise V8 would not free the boot's
    // buffers (36 MB of image).
    if (isFirst) collectGarbage()
    if (footprint.isGrown()) return
    Pipes.send(Kind.reset)
  }
}

const boot = async (loadEngine: LoadEngine): Promise<Interpreter> => {
  Error.stackTraceLimit = 4
  Lockdown.beforeEngine()
  const engine = await loadEngine(JSON.parse(process.argv[3]!) as HostAssets)
  const interpreter = await engine.boot()
  Lockdown.afterEngine()
  return interpreter
}

/** Keep references before the engine loads: an attacker who breaks out of it may replace these functions. */
const leave = (process as unknown as { reallyExit: (code: number) => never }).reallyExit.bind(process)
const abort = process.abort.bind(process)

/**
 * The host process of one interpreter: boots the engine that its second argument describes, then runs one program after another as its
 * parent sends them. It reads no byte of a program before it is locked. Everything is synchronous: it has nothing else to do while a
 * program runs, and output is sent when it is written. It ends when its parent does.
 */
export const startHost = async (loadEngine: LoadEngine): Promise<never> => {
  const interpreter = await boot(loadEngine)
  Pipes.send(Kind.ready)
  // Runs first if this function is left other than by its last line.
  queueMicrotask(abort)
  try {
    serve(interpreter)
  } catch {
    // The error itself is dropped: the parent learns of the fault when the process exits.
    return leave(1)
  }
  return leave(0)
}
