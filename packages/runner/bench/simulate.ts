/**
 * What a machine with a runner does to a class that presses Run at once, and to a day: `npx node packages/runner/bench/simulate.ts`.
 * The costs are those that docs/native.md tells.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Machine } from "./Simulation.ts"
import { simulate } from "./Simulation.ts"

const costs = { restoreSeconds: 0.29, runSeconds: 0.05, runs: 64 }
const megabytes = 44

const quantile = (waits: ReadonlyArray<number>, part: number) =>
  waits.toSorted((a, b) => a - b)[Math.min(waits.length - 1, Math.floor(waits.length * part))]!

const row = (what: string, machine: Machine, clicks: ReadonlyArray<number>) => {
  const { busySeconds, endedAt, mostContainers, waits } = simulate(machine, clicks)
  const cells = [
    what,
    machine.cores,
    machine.pool,
    machine.restorers,
    quantile(waits, 0.5).toFixed(2),
    quantile(waits, 0.95).toFixed(2),
    quantile(waits, 1).toFixed(2),
    `${mostContainers * megabytes} MB`,
    `${((busySeconds / endedAt / machine.cores) * 100).toFixed(0)} %`
  ]
  return `| ${cells.join(" | ")} |`
}

/** A thousand clicks, evenly within ten seconds. */
const classroom = Array.from({ length: 1_000 }, (_, index) => index / 100)

/** A day of so many clicks, most in the afternoon: a curve from one to nineteen parts, without chance. */
const day = (total: number): ReadonlyArray<number> => {
  const seconds = 86_400
  const clicks: Array<number> = []
  let due = 0
  for (let second = 0; second < seconds; second++) {
    due += (total / seconds) * (1 + 0.9 * Math.sin((2 * Math.PI * (second - 32_400)) / seconds))
    for (; due >= 1; due -= 1) clicks.push(second)
  }
  return clicks
}

const lines = [
  "| clicks | cores | pool | restored at once | p50 s | p95 s | longest s | containers | processor |",
  "| --- ".repeat(9) + "|"
]
for (const cores of [2, 8, 32]) {
  for (const pool of [2, 16, 64, 256]) {
    for (const restorers of new Set([1, cores])) {
      lines.push(row("1,000 in 10 s", { ...costs, cores, pool, restorers }, classroom))
    }
  }
}
for (const [total, cores, pool] of [
  [20_000, 2, 2],
  [20_000, 2, 4],
  [200_000, 2, 4],
  [200_000, 8, 8]
] as const) {
  lines.push(row(`${total.toLocaleString("en")} in a day`, { ...costs, cores, pool, restorers: cores }, day(total)))
}
Effect.runSync(Console.log(lines.join("\n")))
