import type { SandboxEvent } from "@glissade/core/Sandbox"
import { Sandbox, SandboxUnavailable } from "@glissade/core/Sandbox"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import type { FaultSchedule } from "./FaultSchedule.ts"

/** Faults of a run: no interpreter is available (`boot`, `busy`), or it dies before it reports how the program ended. */
export type SandboxFault = "boot" | "busy" | "crashed"

const fail = (reason: SandboxFault): Stream.Stream<SandboxEvent, SandboxUnavailable> =>
  Stream.fail(new SandboxUnavailable({ reason, message: "a fault was scheduled" }))

/** A layer of `Sandbox` with faults. */
export const faultySandbox = <E, R>(
  layer: Layer.Layer<Sandbox, E, R>,
  schedule: FaultSchedule<SandboxFault>
): Layer.Layer<Sandbox, E, R> =>
  Layer.effect(
    Sandbox,
    Effect.map(Sandbox, (sandbox) =>
      Sandbox.of({
        ...sandbox,
        run: (execution, input) =>
          Stream.suspend(() => {
            const fault = schedule()
            if (fault === undefined) return sandbox.run(execution, input)
            if (fault !== "crashed") return fail(fault)
            return sandbox.run(execution, input).pipe(
              Stream.takeWhile(({ type }) => type !== "finished"),
              Stream.concat(fail(fault))
            )
          })
      })
    )
  ).pipe(Layer.provide(layer))
