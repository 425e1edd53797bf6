import { readFileSync, writeFileSync } from "node:fs"

/** What is known to come out for one module of CPython's tests. */
export interface ExpectedModule {
  readonly passed: number
  /** Test to the reason why it fails. */
  readonly failed: Readonly<Record<string, string>>
}

/** What is known to come out, for the parts that every CI run repeats. */
export interface Expected {
  readonly python: { readonly version: string; readonly modules: Readonly<Record<string, ExpectedModule>> }
  /** Of every `step`th test: how many pass, and which fail with what. */
  readonly javascript: {
    readonly commit: string
    readonly step: number
    readonly passed: number
    readonly failed: Readonly<Record<string, string>>
  }
  /** Of every `step`th test of Node's own: how many pass, and which fail. */
  readonly node: {
    readonly version: string
    readonly step: number
    readonly passed: number
    readonly failed: ReadonlyArray<string>
  }
}

const file = new URL("expected.json", import.meta.url)

export const read = (): Expected => JSON.parse(readFileSync(file, "utf8")) as Expected

export const write = (expected: Expected): void => writeFileSync(file, `${JSON.stringify(expected, null, 2)}\n`)
