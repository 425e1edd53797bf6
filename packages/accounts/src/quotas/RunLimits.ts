import type { User } from "@glissade/core/CurrentUser"
import type { RunLimits } from "@glissade/core/RunQuotas"

/** Who has which limits. */
export type Role = "anonymous" | "user" | "administrator"

/** The limits of each role. */
export type LimitsByRole = Readonly<Record<Role, RunLimits>>

/** The default limits. */
export const defaults: LimitsByRole = {
  anonymous: { runsPerMinute: 30, runsPerDay: 500, runsAtOnce: 3, processorSecondsPerDay: 1_800 },
  user: { runsPerMinute: 60, runsPerDay: 5_000, runsAtOnce: 10, processorSecondsPerDay: 7_200 },
  administrator: { runsPerMinute: 600, runsPerDay: 100_000, runsAtOnce: 50, processorSecondsPerDay: 86_400 }
}

/** The role of a user. */
export const roleOf = ({ id, isAdministrator }: User): Role => {
  if (id === undefined) return "anonymous"
  return isAdministrator === true ? "administrator" : "user"
}
