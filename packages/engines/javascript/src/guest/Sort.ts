/* oxlint-disable unicorn/consistent-function-scoping -- only the text of the exported function reaches the machine */
import type { GuestValue } from "./GuestValue.ts"

/**
 * Sorts short lists as V8 does, comparison by comparison: what a comparator that contradicts itself makes of a list is then the same. Such
 * comparators are common (`(a, b) => a > b`), and people take what they see for right. Longer lists are the machine's own to sort, as are
 * all lists by a comparator that has no `<` and no `>`.
 */
export const shortSort = (p: GuestValue, host: GuestValue): void => {
  // Below this length, V8 sorts by insertion alone.
  const longest = 64
  // Others can hardly contradict themselves, and the machine's own sort is three times as fast.
  const decides = /<|[^=]>/
  const isOurs = (list: GuestValue, compare: GuestValue): boolean => {
    if (typeof compare !== "function" || !p.isArray(list) || list.length >= longest) return false
    if (p.exec(decides, p.functionToString(compare)) === null || host.proxyTarget(list) !== undefined) return false
    for (let i = 0; i < list.length; i++) if (list[i] === undefined) return false
    return true
  }
  const sorted = (list: GuestValue, compare: GuestValue): GuestValue => {
    const work: GuestValue = []
    const { length } = list
    for (let i = 0; i < length; i++) work[i] = list[i]
    if (length < 2) return work
    const falls = +compare(work[1], work[0]) < 0
    let run = 2
    while (run < length && +compare(work[run], work[run - 1]) < 0 === falls) run++
    if (falls) {
      for (let left = 0, right = run - 1; left < right; left++, right--) {
        const other = work[left]
        work[left] = work[right]
        work[right] = other
      }
    }
    for (let start = run; start < length; start++) {
      const pivot = work[start]
      let left = 0
      let right = start
      while (left < right) {
        const middle = (left + right) >> 1
        if (+compare(pivot, work[middle]) < 0) right = middle
        else left = middle + 1
      }
      for (let at = start; at > left; at--) work[at] = work[at - 1]
      work[left] = pivot
    }
    return work
  }
  const sort = p.uncurry(p.Array.prototype.sort)
  const toSorted = p.uncurry(p.Array.prototype.toSorted)
  const methods: GuestValue = {
    sort(compare: GuestValue) {
      if (!isOurs(this, compare)) return sort(this, compare)
      const work = sorted(this, compare)
      for (let i = 0; i < work.length; i++) this[i] = work[i]
      return this
    },
    toSorted(compare: GuestValue) {
      return isOurs(this, compare) ? sorted(this, compare) : toSorted(this, compare)
    }
  }
  p.method(p.Array.prototype, "sort", methods.sort)
  p.method(p.Array.prototype, "toSorted", methods.toSorted)
}
