import type { WallReport } from "@glissade/api/Health"
import type { Walls } from "@glissade/sandbox/EngineSandbox"

const always = ["WebAssembly behind a gate", "processes under Node's permission model"]

/** Says which walls stand around programs, and what to do about those that do not. */
export const reportWalls = ({ bubblewrap, reason, resourceLimits, seccomp }: Walls): WallReport => {
  const walls: ReadonlyArray<readonly [name: string, stands: boolean]> = [
    ["bubblewrap", bubblewrap],
    ["a filter of system calls", seccomp],
    ["limits of processes", resourceLimits]
  ]
  const stand = [...always, ...walls.filter(([, stands]) => stands).map(([name]) => name)]
  const missing = walls.filter(([, stands]) => !stands).map(([name]) => name)
  if (missing.length === 0) return { stand }
  const meaning = bubblewrap
    ? "Programs are confined by the other walls; this one is missing."
    : "A program that gets out of its engine and past Node may do what the server's user may do."
  const remedy =
    "Install bubblewrap and util-linux and let the server make user namespaces, or run it in a virtual machine of its own; " +
    "OS_WALL=require refuses to start without bubblewrap and the filter."
  return { stand, missing: `${missing.join(", ")} (${reason ?? "no reason is known"}). ${meaning} ${remedy}` }
}
