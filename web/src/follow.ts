/** Distance from the end in pixels within which the person counts as being at the end. */
const nearby = 40

/** Keeps the end of an element in sight while it grows, unless the person has scrolled back. */
export const follow = (host: HTMLElement): { readonly grown: () => void; readonly emptied: () => void } => {
  let follows = true
  let top = 0
  host.addEventListener("scroll", () => {
    if (host.scrollTop < top) follows = false
    if (host.scrollHeight - host.scrollTop - host.clientHeight < nearby) follows = true
    top = host.scrollTop
  })
  const toEnd = () => {
    if (follows) host.scrollTop = host.scrollHeight
  }
  return {
    grown: () => {
      toEnd()
      // What has come into sight is only then as high as it is.
      requestAnimationFrame(toEnd)
    },
    emptied: () => {
      follows = true
      top = 0
    }
  }
}
