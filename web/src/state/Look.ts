import { signal } from "@preact/signals-core"
import { readStored, writeStored } from "./Stored.ts"

/** How the person has set up the page. What is absent is as it comes. */
export interface Look {
  /** `light` or `dark`; absent for what the system has. */
  readonly theme?: string | undefined
  /** Size of code and output, in pixels. */
  readonly size?: number | undefined
  /** Width of the program, in percent. */
  readonly split?: number | undefined
  /** Whether long lines of the output are not wrapped. */
  readonly isWide?: boolean | undefined
  /** Whether a program's input is typed while it runs. */
  readonly isTyping?: boolean | undefined
  /** Width of a tab, in spaces. */
  readonly tab?: number | undefined
  /** Another editor's keys. */
  readonly keys?: "vim" | "emacs" | undefined
  /** Whether names are suggested while typing; absent if they are. */
  readonly suggests?: boolean | undefined
  /** Time limit of a run, in milliseconds. */
  readonly timeoutMs?: number | undefined
}

const stored = (readStored("browser", "look") ?? {}) as Look

export const look = signal(stored)

/** Applies what the style sheet has to know. */
const apply = ({ isWide, size, split, tab, theme }: Look): void => {
  document.documentElement.style.cssText = [
    theme && `color-scheme:${theme}`,
    size && `--size:${size}px`,
    split && `--left:${split}fr;--right:${100 - split}fr`,
    tab && `--tab:${tab}`,
    isWide && "--wrap:pre"
  ]
    .filter(Boolean)
    .join(";")
}

apply(stored)

export const changeLook = (changes: Look): void => {
  look.value = { ...look.peek(), ...changes }
  writeStored("browser", "look", look.peek())
  apply(look.peek())
}
