/**
 * Whom a server runs as that root starts, unless `SERVER_USER` says otherwise. Nothing else uses this number, as with that of the database:
 * systemd hands out none from 65520 on, and Debian reserves them. No entry in /etc/passwd is needed.
 */
const defaultUser = 65_529

const maximumUser = 2 ** 31 - 1

/** The number of a user's group by the text of /etc/passwd; without an entry it is the user's own. */
export const groupOf = (uid: number, passwd: string): number => {
  const entry = passwd.split("\n").find((line) => line.split(":")[2] === String(uid))
  return entry === undefined ? uid : Number(entry.split(":")[3])
}

/** Whom the server is to run as. */
export type ServerUser =
  | { readonly type: "root" }
  | { readonly type: "other"; readonly uid: number; readonly isNamed: boolean }
  | { readonly type: "invalid"; readonly message: string }

/** What `SERVER_USER` says. `taken` are numbers that others run as. */
export const serverUser = (setting: string | undefined, taken: ReadonlyArray<number>): ServerUser => {
  if (!setting) return { type: "other", uid: defaultUser, isNamed: false }
  if (setting === "root") return { type: "root" }
  const uid = /^\d{1,10}$/.test(setting) ? Number(setting) : 0
  if (uid === 0 || uid > maximumUser)
    return {
      type: "invalid",
      message: `SERVER_USER: must be root or a user's number from 1 to ${maximumUser}, not ${JSON.stringify(setting)}`
    }
  if (taken.includes(uid)) return { type: "invalid", message: `SERVER_USER: the database runs as ${uid}` }
  return { type: "other", uid, isNamed: true }
}
