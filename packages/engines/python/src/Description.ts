import type { ProgramError } from "@glissade/engine/Engine"
import type { EmscriptenModule, Pointer, PythonExports } from "./Emscripten.ts"

/** More than the harness ever writes: 1,200 characters, each at most six bytes of JSON. */
const maximumBytes = 16_384

/**
 * What the harness reports about an uncaught exception; `memory` if memory ran out, `raised` if a `raise` statement of the program caused
 * it.
 */
export type Description = ProgramError & { readonly memory: boolean; readonly raised: boolean }

const isText = (value: unknown): value is string => typeof value === "string"
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1

/**
 * Asks the harness to describe an exception. A program can forge the answer, so it is trusted only as far as it does no harm: a forgery
 * misleads nobody but its author.
 */
export const readDescription = (
  module: EmscriptenModule,
  exports: PythonExports,
  describe: Pointer,
  error: Pointer
): Description | undefined => {
  const text = exports.PyObject_CallOneArg(describe, error)
  if (text === 0) {
    exports.PyErr_GetRaisedException()
    // If no memory was refused, the program itself broke the description: it removed what describing needs.
    return { type: typeName(module, exports, error), message: "", memory: true, raised: true }
  }
  const pointer = exports.PyUnicode_AsUTF8(text)
  if (pointer === 0) return undefined
  return parse(cText(module, pointer))
}

const typeName = (module: EmscriptenModule, exports: PythonExports, error: Pointer): string =>
  cText(module, exports.PyExceptionClass_Name(exports.PyObject_Type(error)))

const cText = (module: EmscriptenModule, pointer: Pointer): string => {
  const bytes = module.HEAPU8.subarray(pointer, pointer + maximumBytes)
  return Buffer.from(bytes.subarray(0, Math.max(0, bytes.indexOf(0)))).toString("utf8")
}

const parse = (json: string): Description | undefined => {
  try {
    const value = JSON.parse(json) as Record<string, unknown> | null
    if (value === null || !isText(value.type) || !isText(value.message)) return undefined
    return {
      type: value.type,
      message: value.message,
      memory: value.memory === 1,
      raised: value.raised === 1,
      ...(isCount(value.line) && { line: value.line }),
      ...(isCount(value.column) && { column: value.column })
    }
  } catch {
    return undefined
  }
}
