import type { Engine, Interpreter, Program } from "../Engine.ts"
import { encodeArtifact, pickArtifacts } from "./Artifacts.ts"
import { Footprint } from "./Footprint.ts"
import { Kind } from "./Frame.ts"
import type { HostEnding } from "./HostEnding.ts"
import { clipEnding } from "./HostEnding.ts"
import type { HostAssets } from "./LoadEngine.ts"
import * as Lockdown from "./Lockdown.ts"
import { LimitedOutput } from "./Output.ts"
import * as Pipes from "./Pipes.ts"

/** Makes the engine of this process. */
export type LoadEngine = (assets: HostAssets) => Promise<Engine>

const sendArtifacts = (interpreter: Interpreter, output: LimitedOutput): void => {
  const { artifacts, complaint } = pickArtifacts(interpreter.leftFiles?.() ?? [])
  for (const artifact of artifacts) Pipes.send(Kind.artifact, encodeArtifact(artifact))
  if (complaint !== "") output.write("stderr", Buffer.from(complaint))
}

const runOne = (interpreter: Interpreter, program: Program): boolean => {
  const output = new LimitedOutput(program.limits.outputBytes, Pipes.sendOutput)
  const start = performance.now()
  const ending = clipEnding(interpreter.run(program, output))
  const durationMs = performance.now() - start
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
    // The ending is sent before the interpreter is put back: nobody waits for that, and `reset` tells when it is done.
    if (program === undefined || !runOne(interpreter, program) || !interpreter.reset()) return
    // Not right after the boot, whose end somebody may wait for. Its buffers, 36 MB of image for one, nothing else would make V8 look for.
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

/** Held before the engine loads: whoever breaks out of it may put something else in their places. */
const leave = (process as unknown as { reallyExit: (code: number) => never }).reallyExit.bind(process)
const abort = process.abort.bind(process)

/**
 * The host process of one interpreter: boots the engine that its second argument describes, then runs one program after another as
 * its parent sends them. Not a byte of a program is read before the process is locked. Everything is synchronous: while a
 * program runs there is nothing else to do here, and output leaves the moment it is written. Ends when its parent does.
 */
export const startHost = async (loadEngine: LoadEngine): Promise<never> => {
  const interpreter = await boot(loadEngine)
  Pipes.send(Kind.ready)
  // Runs first if this function is ever left by anything but its last line.
  queueMicrotask(abort)
  try {
    serve(interpreter)
  } catch {
    // The error itself is dropped: the parent learns of the fault when the process exits.
    return leave(1)
  }
  return leave(0)
}
