/** Distance from the end, in pixels, that still counts as scrolled to the end. */
const nearby = 40

/** Keeps the end of an element visible while it grows, unless the person scrolls back. */
export const follow = (host: HTMLElement): { readonly grown: () => void; readonly emptied: () => void } => {
  const narrow = matchMedia("(max-width: 720px)")
  let follows = true
  /** On a small screen the page is scrolled, until the person scrolls it. */
  let leads = false
  let top = 0
  for (const type of ["touchmove", "wheel"]) addEventListener(type, () => (leads = false), { passive: true })
  host.addEventListener("scroll", () => {
    if (host.scrollTop < top) follows = false
    if (host.scrollHeight - host.scrollTop - host.clientHeight < nearby) follows = true
    top = host.scrollTop
  })
  const toEnd = () => {
    if (!follows) return
    host.scrollTop = host.scrollHeight
    if (leads && narrow.matches) host.scrollIntoView({ block: "nearest" })
  }
  // Blocks get their real height only when they become visible, on a busy machine some frames after they came. Somebody who jumps back makes
  // blocks visible too, before the `scroll` event.
  host.addEventListener("contentvisibilityautostatechange", () => {
    if (follows && host.scrollTop >= top) host.scrollTop = host.scrollHeight
  })
  return {
    grown: () => {
      toEnd()
      requestAnimationFrame(toEnd)
    },
    emptied: () => {
      follows = leads = true
      top = 0
    }
  }
}
