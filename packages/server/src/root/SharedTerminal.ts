import { existsSync, readFileSync } from "node:fs"
import { isatty } from "node:tty"

const setting = "/proc/sys/dev/tty/legacy_tiocsti"

/**
 * Whether this process has a terminal into which it could type as whoever else uses it: kernels before 6.2 always let it, later ones where
 * they are told to.
 */
export const canTypeIntoTerminal = (): boolean =>
  [0, 1, 2].some((descriptor) => isatty(descriptor)) &&
  (!existsSync(setting) || readFileSync(setting, "utf8").trim() === "1")
