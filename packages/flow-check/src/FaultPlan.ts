import type { Fault, Scenario } from "./Scenario.ts"

type Kind = "http" | "push" | "crash" | "duplicate" | "sandbox"

/** Counts events of each kind and tells for each whether it is to fail, and how. */
export class FaultPlan {
  readonly #faults: ReadonlyArray<Fault>
  readonly keepsJobs: boolean
  /** Whether the queue drops repeated submits. */
  readonly deduplicates: boolean
  readonly #counts = new Map<Kind, number>()

  constructor(scenario: Scenario) {
    this.#faults = scenario.faults
    this.keepsJobs = scenario.keepsJobs
    this.deduplicates = !scenario.faults.some(({ type }) => type === "window-over")
  }

  /** The fault for the next event of a kind, if there is one. */
  next<K extends Kind>(kind: K): Extract<Fault, { readonly type: K }> | undefined {
    const nth = this.#counts.get(kind) ?? 0
    this.#counts.set(kind, nth + 1)
    return this.#faults.find(
      (fault): fault is Extract<Fault, { readonly type: K }> =>
        fault.type === kind && "nth" in fault && fault.nth === nth
    )
  }
}
