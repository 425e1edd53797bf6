/** A user with a group, and further groups, by their numbers. */
export interface Identity {
  readonly uid: number
  readonly gid: number
  readonly groups: ReadonlyArray<number>
}

/**
 * Does something as another user, which root may for a while: what the kernel grants is what that user may do, whatever it decides by. Only
 * work that is done at once; what is started inherits the user.
 */
export const actAs = <A>({ gid, groups, uid }: Identity, act: () => A): A => {
  const before = { gid: process.getegid!(), groups: process.getgroups!() }
  try {
    process.setgroups!([...groups])
    process.setegid!(gid)
    process.seteuid!(uid)
    return act()
  } finally {
    process.seteuid!(0)
    process.setegid!(before.gid)
    process.setgroups!(before.groups)
  }
}

/** Becomes that user for good. */
export const become = ({ gid, groups, uid }: Identity): void => {
  process.setgroups!([...groups])
  process.setgid!(gid)
  process.setuid!(uid)
}
