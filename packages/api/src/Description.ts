import { defaultLanguage } from "@glissade/protocol/Execution"
import { Runtimes } from "@glissade/core/Admission"
import { NativeRuntimes } from "@glissade/core/NativeRuntimes"
import { Authenticator } from "@glissade/core/Authenticator"
import { ResultStore } from "@glissade/core/ResultStore"
import { RunInputs } from "@glissade/core/RunInputs"
import { ExecutionLimits } from "@glissade/core/ExecutionLimits"
import * as Effect from "effect/Effect"
import * as OpenApi from "effect/http-api/OpenApi"
import { ServedApi } from "./ServedApi.ts"

/** A JSON Schema, as far as it is changed here. */
interface Described {
  readonly properties: Record<string, Record<string, unknown>>
}

const problem = (title: string) => ({
  description: title,
  content: {
    "application/problem+json": {
      schema: {
        type: "object",
        properties: {
          type: { type: "string" },
          title: { type: "string" },
          status: { type: "integer" },
          detail: { type: "string" }
        },
        required: ["type", "title", "status"]
      }
    }
  }
})

const bodyOf = (operation: OpenApi.OpenAPISpecOperation | undefined): Described =>
  operation?.requestBody?.content["application/json"]?.schema as unknown as Described

/**
 * The API described as this host serves it: its languages, its limits, and whether it needs tokens. A text has at least as many bytes as
 * characters, so a maximum of bytes is a maximum of characters too.
 */
export const describedApi = Effect.gen(function* () {
  const runtimes = yield* Runtimes
  const limits = yield* ExecutionLimits
  const { isOpen } = yield* Authenticator
  const { isOn: keepsResults } = yield* ResultStore
  const languages = runtimes.map(({ language }) => language)
  const hasNative = (yield* NativeRuntimes)() !== undefined
  const { isOn: takesInput } = yield* RunInputs
  const interactive = takesInput
    ? runtimes.filter(({ interactiveInput }) => interactiveInput).map(({ language }) => language)
    : []
  /** A submit whose program is given input while it runs. */
  const typed = {
    required: ["connection_id", "input", ...(interactive.includes(defaultLanguage) ? [] : ["language"])],
    properties: { language: { enum: interactive } }
  }

  const describeRequest = (body: Described, timeoutMaximum: number) => {
    const { code, language, stdin } = body.properties
    // Which languages run natively may change while this host serves.
    Object.assign(language!, { [hasNative ? "examples" : "enum"]: languages, default: defaultLanguage })
    if (!hasNative) {
      delete body.properties.runtime
      delete body.properties.compile_output
    }
    Object.assign(code!, { maxLength: limits.sourceBytes.maximum })
    Object.assign(stdin!, { maxLength: limits.stdinBytes.maximum })
    const described = (body.properties.limits as unknown as Described).properties
    const { compile_timeout_ms, memory_bytes, output_bytes, timeout_ms } = described
    Object.assign(timeout_ms!, { maximum: timeoutMaximum })
    Object.assign(memory_bytes!, { maximum: limits.memoryBytes.maximum })
    Object.assign(output_bytes!, { maximum: limits.outputBytes.maximum })
    if (hasNative) Object.assign(compile_timeout_ms!, { maximum: limits.compileTimeoutMs.maximum })
    else delete described.compile_timeout_ms
  }

  const api = yield* ServedApi

  return api.annotate(OpenApi.Transform, (document) => {
    // A copy: the generated document is shared.
    const spec = structuredClone(document) as unknown as OpenApi.OpenAPISpec
    describeRequest(bodyOf(spec.paths["/execute"]?.post), limits.syncTimeoutMs.maximum)
    const submit = bodyOf(spec.paths["/execute/async"]?.post)
    describeRequest(submit, limits.timeoutMs.maximum)
    // A job without a connection is read with its key, where results are kept.
    const ways = keepsResults ? ["connection_id", "job_key"] : ["connection_id"]
    const plain = ways.map((field) => ({ required: [field], properties: { input: false } }))
    Object.assign(submit, { anyOf: interactive.length === 0 ? plain : [...plain, typed] })
    for (const path of Object.values(spec.paths)) {
      for (const operation of Object.values(path) as ReadonlyArray<OpenApi.OpenAPISpecOperation>) {
        const asksForUser = operation.security.some((names) => "token" in names)
        Object.assign(operation.responses, {
          403: problem("The caller may not do this, or another site's page may not use the server"),
          421: problem("The server does not go by this name")
        })
        const isOpenAlready = operation.security.some((names) => Object.keys(names).length === 0)
        if (isOpen && asksForUser && !isOpenAlready) operation.security.unshift({})
      }
    }
    return spec as unknown as Record<string, unknown>
  })
})
