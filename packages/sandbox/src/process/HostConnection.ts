import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { constants } from "node:os"
import { serialize } from "node:v8"
import type { Artifact } from "@glissade/protocol/ExecutionResult"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Program } from "@glissade/engine/Engine"
import { decodeArtifact, maximumArtifactBytes, maximumArtifacts, mediaTypeOf } from "@glissade/engine/host/Artifacts"
import type { Frame } from "@glissade/engine/host/Frame"
import {
  decodePatience,
  encodeInput,
  FrameFault,
  FrameReader,
  header,
  inputKind,
  Kind,
  programKind
} from "@glissade/engine/host/Frame"
import type { NumberedProgram } from "@glissade/engine/host/Pipes"
import type { HostEnding, OutputListener } from "./HostAnswers.ts"
import { decodeEnding, HostGone } from "./HostAnswers.ts"
import type { HostCommand } from "./HostCommand.ts"
import type { InputFeed } from "./InputFeed.ts"
import { PausableTimer } from "./PausableTimer.ts"
import { innermostProcess, offerToOutOfMemoryKiller, residentBytes } from "../pool/ProcessMemory.ts"
import { filterDescriptor, sendFilter } from "../isolation/OsWall.ts"
import { endWithGroup } from "./ProcessGroup.ts"

/** Bytes of boot messages that are kept. */
const maximumBootBytes = 4_096

/** The process stops a program by itself at its limit; this much later it is killed (P7 allows 250 ms in all). */
const killGraceMs = 100

/** Restoring an interpreter takes some milliseconds. A process that takes longer than this is killed. */
const resetTimeoutMs = 2_000

/** Memory that a process may have beyond what it had after its boot and the program's limit: JavaScript's heap, copies, garbage. */
const maximumOverheadBytes = 768 * 1024 * 1024

/** Memory that a process may keep beyond what it had after its boot. Up to 64 MiB of it can be WebAssembly memory that grew. */
const maximumKeptBytes = 256 * 1024 * 1024

/** Bytes of a stream's limit that may stay unused, because the next character does not fit. */
const characterBytes = 3

/** The signal that ended a wrapped process, from the wrapper's exit code: 128 plus its number, as in a shell. */
const signalOf = (code: number): string | undefined =>
  Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0]

/** An unexpected frame: output or an ending without a run, a second `ready`. */
const outOfTurn = new FrameFault("the host process sent a frame out of its turn")

/** One process and the frames to and from it. Its frames are validated. */
export class HostConnection {
  readonly ready = Deferred.makeUnsafe<void, HostGone>()
  readonly gone = Deferred.makeUnsafe<HostGone>()
  alive = true

  private readonly child: ChildProcess | undefined
  private readonly reader = new FrameReader()
  private ending: Deferred.Deferred<HostEnding, HostGone> | undefined
  private reset: Deferred.Deferred<void, HostGone> | undefined
  private listener: OutputListener | undefined
  /** Bytes that the process may still send to each stream. A process that sends more has been taken over. */
  private outputLeft = { stdout: 0, stderr: 0 }
  private artifacts: Array<Artifact> = []
  private artifactBytesLeft = 0
  private boot = ""
  private used = false
  private killedFor: HostGone["killedFor"]
  /** The interpreter's own process, and its memory after boot. */
  private inner: { readonly pid: number; readonly bootBytes: number } | undefined
  private memoryLimit = 0
  /** Kills the process when it takes too long. It stands still while the program waits for input. */
  private readonly timer = new PausableTimer()
  private feed: InputFeed | undefined
  private runs = 0
  private whenEnded: (() => void) | undefined

  constructor(command: HostCommand) {
    this.child = this.start(command)
    const { child } = this
    if (child?.pid !== undefined) offerToOutOfMemoryKiller(child.pid)
    const frames = child?.stdio[3] as NodeJS.ReadableStream | null | undefined
    // Where descriptors have run out, there are no pipes; the `error` event has the reason.
    if (!child?.stdin || !child.stderr || !frames) return
    sendFilter(child.stdio[filterDescriptor], command.filter)
    // Writing to a dying process fails; `exit` reports its end.
    child.stdin.on("error", () => {})
    frames.on("error", () => {})
    frames.on("data", (piece: Buffer) => this.receive(piece))
    child.stderr.on("data", (piece: Buffer) => {
      if (!this.used && this.boot.length < maximumBootBytes)
        this.boot += piece.toString("utf8").slice(0, maximumBootBytes)
    })
  }

  /** Starts the process. If descriptors, processes or memory run out, this attempt alone fails. */
  private start(command: HostCommand): ChildProcess | undefined {
    try {
      // Frames have their own pipe: whatever is printed to stdout is dropped and not read as a frame.
      const child = spawn(command.file, command.args, {
        env: {},
        cwd: "/",
        // Its own process group: Ctrl-C at the terminal reaches the parent only, which lets programs finish.
        detached: true,
        stdio: ["pipe", "ignore", "pipe", "pipe", ...(command.filter ? (["pipe"] as const) : [])],
        windowsHide: true
      })
      child.on("error", (error) => this.end(null, error.message))
      endWithGroup(child)
      child.on("close", (code, signal) => {
        const inner = command.wrapped && signal === null && code !== null ? signalOf(code) : undefined
        if (inner === undefined) this.end(code, signal)
        else this.end(null, inner)
      })
      return child
    } catch (error) {
      this.end(null, error instanceof Error ? error.message : String(error))
      return undefined
    }
  }

  get pid(): number | undefined {
    return this.child?.pid
  }

  run(program: Program, listener: OutputListener, feed?: InputFeed): Effect.Effect<HostEnding, HostGone> {
    const ending = Deferred.makeUnsafe<HostEnding, HostGone>()
    const reset = Deferred.makeUnsafe<void, HostGone>()
    Object.assign(this, { ending, reset, listener, feed, used: true, boot: "" })
    this.runs += 1
    const { runs: run } = this
    feed?.connect({
      answer: (answer) => {
        this.timer.resume()
        this.write(inputKind, encodeInput(run, answer))
      },
      onWait: () => this.timer.pause()
    })
    const { memoryBytes, outputBytes } = program.limits
    this.outputLeft = { stdout: outputBytes, stderr: outputBytes }
    this.memoryLimit = memoryBytes
    this.artifacts = []
    this.artifactBytesLeft = maximumArtifactBytes
    const numbered: NumberedProgram = { ...program, isInteractive: feed !== undefined, run }
    const body = serialize(numbered)
    this.timer.start(program.limits.timeoutMs + killGraceMs, () => {
      Deferred.doneUnsafe(
        ending,
        Effect.fail(new HostGone({ exitCode: null, signal: null, boot: "", killedFor: "timeout" }))
      )
      this.kill("timeout")
    })
    if (this.alive) this.write(programKind, body)
    else this.failPending(new HostGone({ exitCode: null, signal: null, boot: "" }))
    return Deferred.await(ending)
  }

  get isRunning(): boolean {
    return this.alive && this.ending !== undefined && !Deferred.isDoneUnsafe(this.ending)
  }

  get settled(): Effect.Effect<void> {
    return this.reset === undefined || !this.alive ? Effect.void : Effect.ignore(Deferred.await(this.reset))
  }

  kill(reason: NonNullable<HostGone["killedFor"]> = "end"): void {
    this.killedFor ??= reason
    this.child?.kill("SIGKILL")
  }

  /** Whether it can be given a program: a process that was killed is alive until the system says that it has ended. */
  get isUsable(): boolean {
    return this.alive && this.killedFor === undefined
  }

  whenGone(callback: () => void): void {
    this.whenEnded = callback
    if (!this.alive) callback()
  }

  private write(kind: number, body: Uint8Array): void {
    this.child!.stdin!.write(Buffer.concat([header(kind, body.length), body]))
  }

  private get grownBytes(): number {
    const { inner } = this
    return inner === undefined ? 0 : (residentBytes(inner.pid) ?? 0) - inner.bootBytes
  }

  boundMemory(): void {
    if (this.grownBytes > this.memoryLimit + maximumOverheadBytes) this.kill("memory")
  }

  keepsMemory(): boolean {
    return this.grownBytes > maximumKeptBytes
  }

  private receive(piece: Buffer): void {
    try {
      for (const frame of this.reader.push(piece)) this.take(frame)
    } catch {
      // An invalid or unexpected frame: the process may have been taken over, so read no more of it.
      this.child!.stdio[3]!.removeAllListeners("data")
      this.kill("fault")
    }
  }

  private take({ body, kind }: Frame): void {
    switch (kind) {
      case Kind.ready:
        if (Deferred.isDoneUnsafe(this.ready)) throw outOfTurn
        this.measureBoot()
        Deferred.doneUnsafe(this.ready, Effect.void)
        return
      case Kind.stdout:
      case Kind.stderr: {
        if (this.listener === undefined || this.feed?.isWaiting || body.length === 0) throw outOfTurn
        const stream = kind === Kind.stdout ? "stdout" : "stderr"
        this.outputLeft[stream] -= body.length
        if (this.outputLeft[stream] < 0) throw new FrameFault("more output than the limit lets through")
        this.listener(stream, body)
        return
      }
      case Kind.waiting:
        if (this.listener === undefined || !this.feed?.mayWait) throw outOfTurn
        this.feed.wait(decodePatience(body))
        return
      case Kind.artifact:
        if (this.listener === undefined) throw outOfTurn
        this.artifacts.push(this.takeArtifact(body))
        return
      case Kind.ending: {
        if (this.listener === undefined || this.feed?.isWaiting) throw outOfTurn
        this.endRun()
        const ending = decodeEnding(Buffer.from(body).toString("utf8"))
        this.timer.start(resetTimeoutMs, () => this.kill())
        const { artifacts } = this
        if (this.ending) {
          Deferred.doneUnsafe(this.ending, Effect.succeed(artifacts.length > 0 ? { ...ending, artifacts } : ending))
        }
        return
      }
      case Kind.reset:
        if (this.reset === undefined || this.isRunning || Deferred.isDoneUnsafe(this.reset)) throw outOfTurn
        this.timer.stop()
        Deferred.doneUnsafe(this.reset, Effect.void)
    }
  }

  private endRun(): void {
    this.listener = undefined
    this.feed?.close()
    this.feed = undefined
  }

  private measureBoot(): void {
    const { pid } = this
    if (pid === undefined) return
    const inner = innermostProcess(pid)
    this.inner = { pid: inner, bootBytes: residentBytes(inner) ?? 0 }
  }

  /** Whether a stream was written up to its limit. */
  get reachedOutputLimit(): boolean {
    return this.outputLeft.stdout <= characterBytes || this.outputLeft.stderr <= characterBytes
  }

  private takeArtifact(body: Uint8Array): Artifact {
    const file = decodeArtifact(body)
    const mediaType = mediaTypeOf(file)
    this.artifactBytesLeft -= file.bytes.length
    if (mediaType === undefined || this.artifactBytesLeft < 0 || this.artifacts.length >= maximumArtifacts) {
      throw new FrameFault("a picture that no host process sends")
    }
    return { name: file.name, mediaType, data: Buffer.from(file.bytes).toString("base64") }
  }

  private end(exitCode: number | null, signal: string | null): void {
    if (!this.alive) return
    this.alive = false
    this.failPending(new HostGone({ exitCode, signal, boot: this.boot, killedFor: this.killedFor }))
  }

  private failPending(gone: HostGone): void {
    this.timer.stop()
    this.endRun()
    Deferred.doneUnsafe(this.gone, Effect.succeed(gone))
    const failure = Effect.fail(gone)
    Deferred.doneUnsafe(this.ready, failure)
    if (this.ending) Deferred.doneUnsafe(this.ending, failure)
    if (this.reset) Deferred.doneUnsafe(this.reset, failure)
    this.whenEnded?.()
  }
}
