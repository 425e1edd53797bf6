import { effect } from "@preact/signals-core"
import { notice } from "../state/Notice.ts"

/** How long a notice stays that takes nothing back, in milliseconds. */
const shownMs = 8_000

const isUsed = () => document.querySelector(".notice-bar:is(:hover, :focus-within)") !== null

/** Has notices go by themselves, unless something can be taken back by them, or somebody is at them. */
export const startNotices = (): void => {
  effect(() => {
    const shown = notice.value
    if (shown === undefined || shown.undo !== undefined) return
    let timer: ReturnType<typeof setTimeout>
    const leave = () => {
      if (isUsed()) timer = setTimeout(leave, shownMs)
      else notice.value = undefined
    }
    timer = setTimeout(leave, shownMs)
    return () => clearTimeout(timer)
  })
}
