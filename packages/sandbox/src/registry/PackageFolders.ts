import { homedir } from "node:os"
import { join } from "node:path"

/** Where packages are unless a setting says otherwise: for all users of the machine, or for one. */
export const systemPackages = "/usr/local/lib/glissade/packages"
export const userPackages = (): string => join(homedir(), ".local", "share", "glissade-packages")
