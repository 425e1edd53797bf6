import type { Execution, Outcome, RunEvent } from "@glissade/client/Client"
import { Client } from "@glissade/client/Client"
import { maximumReceives } from "@glissade/core/Queue"
import { makeRandom } from "@glissade/testing/faults/FaultSchedule"
import { FaultPlan } from "./FaultPlan.ts"
import type { HostHooks } from "./FlowHost.ts"
import { FlowHost } from "./FlowHost.ts"
import type { ClientHooks } from "./Network.ts"
import { Network } from "./Network.ts"
import { isResultOf, programOf } from "./Program.ts"
import type { Click, Fault, Scenario } from "./Scenario.ts"
import { clientCount } from "./Scenario.ts"
import { VirtualTime } from "./VirtualTime.ts"

/** A violated property, in words. */
export interface Violation {
  readonly property: "P1" | "P2" | "P3" | "P4" | "P5" | "P6"
  readonly what: string
}

/** What a person saw of one click. */
interface Seen {
  readonly click: Click
  readonly code: string
  readonly outcomes: Array<Outcome>
  shown: string
  /** Everything ever shown, including output that was discarded later. */
  everShown: string
  isStopped: boolean
  /** What the current page shows for the run. */
  execution: Execution
}

/** Where tests plant faults in the code under test. */
export interface FlowHooks {
  readonly host?: HostHooks
  readonly client?: ClientHooks
}

/** The deadline of a scenario: enough for attempts, fallbacks, redeliveries and dead letters of the longest one, twice over. */
const limitMs = 30 * 60_000

/** Follows a run while its page exists. */
const follow = async (execution: Execution, seen: Seen, order: Array<Seen>): Promise<void> => {
  const isShown = () => seen.execution === execution
  const onEvent = (event: RunEvent) => {
    if (event.type === "restart") seen.shown = ""
    if (event.type !== "output") return
    seen.shown += event.data
    seen.everShown += event.data
  }
  void execution.outcome.then(() => isShown() && order.push(seen))
  for await (const event of execution) if (isShown()) onEvent(event)
  const outcome = await execution.outcome
  if (isShown()) seen.outcomes.push(outcome)
}

const describe = (seen: Seen): string => `${(JSON.parse(seen.code) as { name: string }).name}`

/** P1, P2 and P4 of one click. */
const checkClick = (seen: Seen): ReadonlyArray<Violation> => {
  const name = describe(seen)
  const [outcome] = seen.outcomes
  if (outcome === undefined) return [{ property: "P1", what: `${name} never came to an end` }]
  if (seen.outcomes.length > 1) return [{ property: "P1", what: `${name} had ${seen.outcomes.length} outcomes` }]
  const stranger = seen.everShown.split("\n").find((line) => line !== "" && !line.startsWith(`${name}:`))
  if (stranger !== undefined) return [{ property: "P2", what: `${name} was shown ${JSON.stringify(stranger)}` }]
  if (outcome.type === "cancelled" && !seen.isStopped) return [{ property: "P1", what: `${name} was cut by nobody` }]
  if (outcome.type !== "result") return []
  const stdout = outcome.result.stdout ?? ""
  if (!isResultOf(seen.code, outcome.result)) {
    const pictures = outcome.result.artifacts?.length ?? 0
    return [{ property: "P4", what: `${name} came to ${JSON.stringify(stdout)} and ${pictures} pictures` }]
  }
  return seen.shown === stdout ? [] : [{ property: "P4", what: `${name} was shown ${JSON.stringify(seen.shown)}` }]
}

/**
 * How many of the three tries a fault can use up: all of them if it blocks the route for as long as a client tries, as half a minute of a
 * worker's silence does to a run without a synchronous form.
 */
const weights: Readonly<Record<Fault["type"], number>> = {
  partition: 3,
  poison: 3,
  crash: 3,
  disconnect: 1,
  reload: 1,
  http: 1,
  push: 1,
  duplicate: 1,
  sandbox: 1,
  outage: 3,
  "window-over": 0
}

/** A click may end in an error only if enough went wrong to use up every try. */
const checkFailures = (scenario: Scenario, all: ReadonlyArray<Seen>): ReadonlyArray<Violation> => {
  const weight = scenario.faults.reduce((total, fault) => total + weights[fault.type], 0)
  if (weight >= 3) return []
  return all.flatMap((seen) =>
    seen.outcomes.flatMap((outcome) =>
      outcome.type === "failure"
        ? [{ property: "P1" as const, what: `${describe(seen)} failed: ${outcome.failure.message}` }]
        : []
    )
  )
}

const checkOrder = (order: ReadonlyArray<Seen>, all: ReadonlyArray<Seen>): ReadonlyArray<Violation> => {
  for (let client = 0; client < clientCount; client++) {
    const ended = order.filter((seen) => seen.click.client === client)
    const clicked = all.filter((seen) => seen.click.client === client && order.includes(seen))
    if (ended.some((seen, index) => seen !== clicked[index])) {
      return [{ property: "P3", what: `client ${client} saw ${ended.map(describe).join(", ")} in this order` }]
    }
  }
  return []
}

const checkQueue = (host: FlowHost, plan: FaultPlan, scenario: Scenario): ReadonlyArray<Violation> => {
  if (host.depth > 0)
    return [{ property: "P5", what: `${host.depth} accepted messages were neither handled nor given up` }]
  const letters = host.deadLetters
  const early = letters.find(({ receiveCount }) => receiveCount < maximumReceives)
  if (early !== undefined)
    return [{ property: "P6", what: `a message was given up after ${early.receiveCount} receives` }]
  const poisons = letters.filter(({ body }) => body.startsWith("poison")).length
  const put = scenario.faults.filter(({ type }) => type === "poison").length
  if (poisons !== put) return [{ property: "P6", what: `${put} poisons became ${poisons} dead letters` }]
  const [lost] = host.lost
  if (lost !== undefined) return [{ property: "P5", what: `the accepted submit ${lost} came to nothing` }]
  const [doubled] = host.doubled
  return doubled === undefined || !plan.deduplicates
    ? []
    : [{ property: "P5", what: `the submit ${doubled} became two messages` }]
}

/**
 * Runs a scenario against the real client and the real programs of core on virtual time, and returns the violated properties. Nothing waits
 * for real, and the same scenario always takes the same course.
 */
export const checkFlow = async (scenario: Scenario, hooks: FlowHooks = {}): Promise<ReadonlyArray<Violation>> => {
  const time = new VirtualTime()
  const plan = new FaultPlan(scenario)
  const host = new FlowHost(time, plan, hooks.host ?? {})
  await host.start()
  const people = Array.from({ length: clientCount }, (_, index) => {
    const network = new Network(`client-${index}`, time, plan, host, hooks.client ?? {})
    const random = makeRandom(index + 1)
    const load = () => {
      const openRuns = network.openRuns()
      const environment = network.environment(random)
      return { openRuns, client: new Client({ apiUrl: "http://host", openRuns, environment }) }
    }
    return { network, load, page: load() }
  })

  const all: Array<Seen> = []
  const order: Array<Seen> = []
  let waiting = scenario.clicks.length + scenario.faults.length
  const at = (ms: number, action: () => void) =>
    time.setTimer(() => {
      waiting--
      action()
    }, ms)

  /** What the page showed is gone with it, and nobody sees what its client is told later. */
  const reload = async (person: (typeof people)[number]) => {
    person.network.leavePage()
    person.page = person.load()
    // Whoever pressed Stop and left does not wait for the confirmation.
    for (const seen of all) {
      const isTheirs = people[seen.click.client] === person
      if (isTheirs && seen.isStopped && seen.outcomes.length === 0) seen.outcomes.push({ type: "cancelled" })
    }
    for (const execution of await person.page.openRuns.resume(person.page.client)) {
      const seen = all.find((entry) => entry.execution.jobId === execution.jobId)!
      Object.assign(seen, { execution, shown: "", outcomes: [] })
      void follow(execution, seen, order)
    }
  }

  for (const [number, click] of scenario.clicks.toSorted((a, b) => a.at - b.at).entries()) {
    at(click.at, () => {
      const code = programOf(click, number)
      const limits = { timeoutMs: click.isLong ? 60_000 : 10_000 }
      const execution = people[click.client]!.page.client.execute({ code, limits })
      const seen: Seen = { click, code, execution, outcomes: [], shown: "", everShown: "", isStopped: false }
      all.push(seen)
      void follow(execution, seen, order)
      if (click.stopAfterMs === null) return
      time.setTimer(() => {
        seen.isStopped = true
        seen.execution.stop()
      }, click.stopAfterMs)
    })
  }
  for (const [number, fault] of scenario.faults.entries()) {
    if (!("at" in fault)) {
      waiting--
      continue
    }
    at(fault.at, () => {
      if (fault.type === "outage") return host.outage(fault.forMs)
      const person = people[fault.client]!
      const { network } = person
      if (fault.type === "reload") void reload(person)
      else if (fault.type === "disconnect") network.breakLinks()
      else if (fault.type === "partition") network.partition(fault.forMs)
      else void host.poison(network.connectionId ?? `client-${fault.client}`, `poison ${number}`)
    })
  }

  const isOver = () => waiting === 0 && all.every(({ outcomes }) => outcomes.length > 0) && host.depth === 0
  while (!isOver() && time.now < limitMs && (await time.step()));
  await time.settle()
  const violations = [
    ...all.flatMap(checkClick),
    ...checkFailures(scenario, all),
    ...checkOrder(order, all),
    ...checkQueue(host, plan, scenario)
  ]
  for (const { page } of people) page.client.close()
  // A journal that cannot be written takes a moment to give up.
  const stopped = host.stop().then(() => true)
  const isStopped = () => Promise.race([stopped, time.settle().then(() => false)])
  while (!(await isStopped()) && (await time.step()));
  return violations
}
