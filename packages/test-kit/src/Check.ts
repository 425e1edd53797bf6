import { assert } from "@effect/vitest"
import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import type { Case, Expected } from "./Case.ts"

const compare = (actual: string | null | undefined, expected: string | RegExp, what: string): void => {
  if (typeof expected === "string") assert.strictEqual(actual, expected, what)
  else assert.match(`${actual ?? ""}`, expected, what)
}

const statuses = ({ status = "success" }: Expected) => (typeof status === "string" ? [status] : status)

/** Holds a result to what the case expects, and to what every result must be. */
export const check = ({ expected, name, ...options }: Case, result: ExecutionResult): void => {
  const told = `${name}: ${JSON.stringify({ ...result, stdout: result.stdout?.slice(0, 300), stderr: result.stderr?.slice(-600) })}`
  assert.include(statuses(expected), result.status, told)
  if (expected.exitCode !== undefined) assert.strictEqual(result.exitCode, expected.exitCode, told)
  if (expected.stdout !== undefined) compare(result.stdout, expected.stdout, told)
  if (expected.stderr !== undefined) compare(result.stderr, expected.stderr, told)
  if (expected.error !== undefined && result.status === "error") {
    if (typeof expected.error === "string") assert.strictEqual(result.error?.type, expected.error, told)
    else assert.match(`${result.error?.type}`, expected.error, told)
  }
  assert.strictEqual(result.status === "success", result.exitCode === 0, told)
  const maximum = options.outputBytes ?? 65_536
  for (const stream of ["stdout", "stderr"] as const) {
    assert.isAtMost(Buffer.byteLength((result[stream] ?? "").replaceAll("\ufffd", "")), maximum, told)
  }
  assert.notInclude(`${result.stdout}${result.stderr}`, "<sandbox>", told)
}
