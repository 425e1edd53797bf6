import { assert, describe, it } from "@effect/vitest"
import type { ConnectionId } from "@glissade/protocol/Ids"
import { JobId, RunId } from "@glissade/protocol/Ids"
import type { ServerMessage } from "@glissade/protocol/Message"
import type { FlowHooks, Violation } from "@glissade/flow-check/CheckFlow"
import { checkFlow } from "@glissade/flow-check/CheckFlow"
import { Scenario } from "@glissade/flow-check/Scenario"
import * as Arbitrary from "effect/Arbitrary"
import * as Effect from "effect/Effect"

/** Scenarios that are tried before a planted fault counts as not found. */
const tries = 1_500

interface Planted {
  readonly fault: string
  /** Made anew for each scenario: some faults remember things. */
  readonly hooks: () => FlowHooks
  /** The properties that find it. */
  readonly found: ReadonlyArray<Violation["property"]>
}

const messages = (change: (message: ServerMessage, connectionId: ConnectionId) => ServerMessage): FlowHooks => ({
  host: { message: change }
})

const frames = (change: (message: Record<string, unknown>) => Record<string, unknown> | undefined): FlowHooks => ({
  client: {
    frame: (frame) => {
      const changed = change(JSON.parse(frame) as Record<string, unknown>)
      return changed === undefined ? undefined : JSON.stringify(changed)
    }
  }
})

const oneRun = RunId.make("01890000-0000-7000-8000-00000000000a")
const oneJob = "01890000-0000-7000-8000-00000000000b"

const planted: ReadonlyArray<Planted> = [
  {
    fault: "the queue does not drop repeated submits",
    hooks: () => ({ host: { queue: { deduplicationWindowMs: 0 } } }),
    found: ["P5"]
  },
  {
    fault: "the worker takes a message off the queue before it has run it",
    hooks: () => ({ host: { handle: (handler) => (delivery) => Effect.asVoid(Effect.forkDetach(handler(delivery))) } }),
    found: ["P5", "P6"]
  },
  {
    fault: "the worker takes a message off the queue that it failed to run",
    hooks: () => ({ host: { handle: (handler) => (delivery) => Effect.ignore(handler(delivery)) } }),
    found: ["P5", "P6"]
  },
  {
    fault: "the worker never takes a message off the queue",
    hooks: () => ({ host: { handle: (handler) => (delivery) => Effect.andThen(handler(delivery), Effect.never) } }),
    found: ["P1", "P5"]
  },
  {
    fault: "the API answers 202 and puts nothing on the queue",
    hooks: () => ({ host: { submit: (_, request) => Effect.succeed(request.jobId ?? JobId.make(oneJob)) } }),
    found: ["P1", "P5"]
  },
  {
    fault: "the API answers 202 though the queue refused the job",
    hooks: () => {
      let count = 0
      return {
        host: {
          submit: (take, request) => (++count % 2 === 0 ? Effect.succeed(request.jobId ?? JobId.make(oneJob)) : take)
        }
      }
    },
    found: ["P5"]
  },
  {
    fault: "a message is given up after one receive",
    hooks: () => ({ host: { queue: { maximumReceives: 1 } } }),
    found: ["P6"]
  },
  {
    fault: "messages do not say which delivery they are of, nor which run",
    hooks: () => messages((message) => ("runId" in message ? { ...message, delivery: 1, runId: oneRun } : message)),
    found: ["P4"]
  },
  {
    fault: "two neighbouring messages of a run have each other's numbers",
    hooks: () =>
      messages((message) => {
        if (!("seq" in message) || message.seq === 0) return message
        return { ...message, seq: message.seq % 2 === 1 ? message.seq + 1 : message.seq - 1 }
      }),
    found: ["P4", "P1"]
  },
  {
    fault: "every run counts its messages from 1",
    hooks: () => messages((message) => ("seq" in message ? { ...message, seq: message.seq + 1 } : message)),
    found: ["P1"]
  },
  {
    fault: "a piece of output is empty",
    hooks: () =>
      messages((message) => (message.type === "output" && message.seq === 2 ? { ...message, data: "" } : message)),
    found: ["P4"]
  },
  {
    fault: "a piece of output is there twice",
    hooks: () =>
      messages((message) => (message.type === "output" ? { ...message, data: message.data.repeat(2) } : message)),
    found: ["P4"]
  },
  {
    fault: "the result leaves out the last line",
    hooks: () =>
      messages((message) =>
        message.type === "result" && message.result.stdout
          ? { ...message, result: { ...message.result, stdout: message.result.stdout.replace(/[^\n]*\n$/, "") } }
          : message
      ),
    found: ["P4"]
  },
  {
    fault: "a part of a picture is there twice",
    hooks: () =>
      messages((message) =>
        message.type === "artifact" ? { ...message, data: message.data + message.data } : message
      ),
    found: ["P4"]
  },
  {
    fault: "the output buffer of the worker is shared between jobs",
    hooks: () => {
      let buffer = ""
      return messages((message) => {
        if (message.type !== "output") return message
        buffer = (buffer + message.data).slice(-200)
        return { ...message, data: buffer }
      })
    },
    found: ["P2", "P4"]
  },
  {
    fault: "messages go to the job that was last submitted on any connection",
    hooks: () => {
      let last: string | undefined
      return {
        client: {
          submit: (body) => {
            last = String(body.job_id)
            return body
          }
        },
        host: {
          message: (message) =>
            "jobId" in message && last !== undefined ? { ...message, jobId: JobId.make(last) } : message
        }
      }
    },
    found: ["P2", "P4", "P1"]
  },
  {
    fault: "the client submits every job under one id",
    hooks: () => ({ client: { submit: (body) => ({ ...body, job_id: oneJob }) } }),
    // Jobs with one id and different keys are different messages.
    found: ["P1", "P5"]
  },
  {
    fault: "the client says attempt 1 each time",
    hooks: () => ({ client: { submit: (body) => ({ ...body, attempt: 1 }) } }),
    found: ["P1", "P5"]
  },
  {
    fault: "the client does not read results",
    hooks: () => frames((message) => (message.type === "result" ? undefined : message)),
    found: ["P1"]
  },
  {
    fault: "the client loses every second piece and does not miss it",
    hooks: () => {
      let dropped = 0
      return frames((message) => {
        if (message.type === "started") dropped = 0
        if (message.type === "output" && Number(message.seq) === 1) {
          dropped = 1
          return undefined
        }
        return typeof message.seq === "number" && message.seq > 1 ? { ...message, seq: message.seq - dropped } : message
      })
    },
    found: ["P4"]
  }
]

/** The first scenario that shows a planted fault, and how many there were before it. */
const find = async (hooks: () => FlowHooks) => {
  const scenarios = await Effect.runPromise(
    Arbitrary.sampleEffect(Arbitrary.schema(Scenario), { count: tries, seed: "planted", size: 20 })
  )
  for (const [count, scenario] of scenarios.entries()) {
    const [violation] = await checkFlow(scenario, hooks())
    if (violation !== undefined) return { count, violation }
  }
  return undefined
}

describe("a fault that is planted is found by the properties", () => {
  for (const { fault, found, hooks } of planted) {
    it(
      fault,
      async () => {
        const seen = await find(hooks)
        assert.isDefined(seen, `not found in ${tries} scenarios`)
        assert.include(found, seen!.violation.property, seen!.violation.what)
      },
      120_000
    )
  }

  it("is one of at least fifteen", () => assert.isAtLeast(planted.length, 15))

  it("and without one nothing is found in the same scenarios", async () => {
    assert.isUndefined(await find(() => ({})))
  }, 120_000)
})
