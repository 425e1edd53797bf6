import type { SandboxEvent } from "@glissade/core/Sandbox"
import { layerMemory, SandboxUnavailable } from "@glissade/core/Sandbox"
import { execution, result, runtimes } from "@glissade/testing/Fixtures"
import { sandboxContract } from "@glissade/testing/SandboxContract"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

const output = (stream: "stdout" | "stderr", data: string): SandboxEvent => ({ type: "output", stream, data })
const started: SandboxEvent = { type: "started" }

sandboxContract("layerMemory", {
  layer: layerMemory(runtimes, ({ code, language }) => {
    if (language === "cobol") {
      return Stream.fail(new SandboxUnavailable({ reason: "unsupported", message: "no engine here runs cobol" }))
    }
    if (code === "endless")
      return Stream.concat(Stream.make(started, output("stdout", "x\n")), Stream.fromEffect(Effect.never))
    if (code === "exits") {
      return Stream.make(started, { type: "finished" as const, result: result("", { status: "error", exitCode: 3 }) })
    }
    return Stream.make<ReadonlyArray<SandboxEvent>>(
      started,
      output("stdout", "out é"),
      output("stderr", "err\n"),
      output("stdout", "😀\n"),
      { type: "finished", result: result("out é😀\n", { stderr: "err\n" }) }
    )
  }),
  programs: { prints: execution("prints"), exits: execution("exits"), endless: execution("endless") }
})
