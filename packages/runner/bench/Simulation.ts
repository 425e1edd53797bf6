/**
 * A machine with a runner, by events: tasks share its cores evenly, as a scheduler would have it. Restoring a container and running a program
 * are tasks; a run begins when a container is ready, in the order in which people pressed Run.
 */
export interface Machine {
  readonly cores: number
  /** Containers that wait, at most. */
  readonly pool: number
  /** Containers that are restored at the same time, at most. */
  readonly restorers: number
  /** Processor time of restoring a container and destroying it after its run, in seconds. */
  readonly restoreSeconds: number
  /** Processor time of a program, in seconds. */
  readonly runSeconds: number
  /** Runs at once, at most. */
  readonly runs: number
}

export interface Outcome {
  /** From the click to the result, in seconds, in the order of arrivals. */
  readonly waits: ReadonlyArray<number>
  /** Seconds of processor time that were used. */
  readonly busySeconds: number
  /** The most containers at once, waiting, being restored and running. */
  readonly mostContainers: number
  /** When the last result was there, in seconds. */
  readonly endedAt: number
}

interface Task {
  left: number
  /** When the person clicked; absent for a restore. */
  readonly clickedAt?: number
  readonly index?: number
}

/** Simulates clicks at the given times, in seconds and ascending. The pool is full at the start. */
export const simulate = (machine: Machine, clicks: ReadonlyArray<number>): Outcome => {
  const waits: Array<number> = []
  const tasks = new Set<Task>()
  const line: Array<{ readonly at: number; readonly index: number }> = []
  let ready = machine.pool
  let restoring = 0
  let running = 0
  let now = 0
  let next = 0
  let busySeconds = 0
  let mostContainers = ready

  const fill = () => {
    while (line.length > 0 && ready > 0 && running < machine.runs) {
      const { at, index } = line.shift()!
      ready -= 1
      running += 1
      tasks.add({ left: machine.runSeconds, clickedAt: at, index })
    }
    while (restoring < machine.restorers && ready + restoring < machine.pool) {
      restoring += 1
      tasks.add({ left: machine.restoreSeconds })
    }
    mostContainers = Math.max(mostContainers, ready + restoring + running)
  }

  while (next < clicks.length || running > 0 || line.length > 0) {
    fill()
    const rate = Math.min(1, machine.cores / tasks.size)
    let first = Infinity
    for (const { left } of tasks) first = Math.min(first, left)
    const untilDone = tasks.size === 0 ? Infinity : first / rate
    const untilClick = next < clicks.length ? clicks[next]! - now : Infinity
    const step = Math.min(untilDone, untilClick)
    now += step
    busySeconds += step * Math.min(machine.cores, tasks.size)
    for (const task of tasks) {
      task.left -= step * rate
      if (task.left > 1e-9) continue
      tasks.delete(task)
      if (task.clickedAt === undefined) {
        restoring -= 1
        ready += 1
      } else {
        running -= 1
        waits[task.index!] = now - task.clickedAt
      }
    }
    while (next < clicks.length && clicks[next]! <= now + 1e-12) {
      line.push({ at: clicks[next]!, index: next })
      next += 1
    }
  }
  return { waits, busySeconds, mostContainers, endedAt: now }
}
