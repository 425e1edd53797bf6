import { changeLook, look } from "../state/Look.ts"

/** The width that is left to either side at least, in percent. */
const least = 20
const step = 5

const widthOf = () => look.peek().split ?? 50

/** Lets the person move the line between program and output, by pointer and keyboard. A double click puts it into the middle. */
export const startSplitter = (): void => {
  const line = document.querySelector<HTMLElement>(".splitter")
  if (line === null) return
  const show = () => line.setAttribute("aria-valuenow", String(widthOf()))
  const move = (percent: number) => {
    changeLook({ split: Math.round(Math.min(100 - least, Math.max(least, percent))) })
    show()
  }
  const moves: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(widthOf() - step),
    ArrowRight: () => move(widthOf() + step),
    Home: () => move(least),
    End: () => move(100 - least)
  }
  line.addEventListener("keydown", (event) => {
    const action = moves[event.key]
    if (action === undefined) return
    event.preventDefault()
    action()
  })
  line.addEventListener("dblclick", () => move(50))
  line.addEventListener("pointerdown", (event) => {
    event.preventDefault()
    line.focus()
    line.setPointerCapture(event.pointerId)
  })
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return
    const { left, width } = line.parentElement!.getBoundingClientRect()
    move(((event.clientX - left) / width) * 100)
  })
  show()
  for (const [name, value] of [
    ["aria-valuemin", least],
    ["aria-valuemax", 100 - least]
  ] as const) {
    line.setAttribute(name, String(value))
  }
  line.tabIndex = 0
  line.setAttribute("role", "separator")
  line.setAttribute("aria-orientation", "vertical")
  line.setAttribute("aria-label", "Width of the program")
}
