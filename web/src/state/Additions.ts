import { signal } from "@preact/signals-core"
import type { VNode } from "preact"

/** Renders what was loaded later. */
export type Addition = () => VNode | null

/** Renders nothing. */
export const nothing: Addition = () => null

/** The line above the program. */
export const programBar = signal(nothing)

/** What is done with the program besides running it, in the page's head. */
export const tools = signal(nothing)

/** What is done with the output, in its head. */
export const outputTools = signal(nothing)

/** The line for typing into a program, below its output. */
export const inputLine = signal(nothing)

/** The account, in the page's head. */
export const account = signal(nothing)

/** The open dialog. */
export const dialog = signal(nothing)

/** The browser tells of a closed dialog later than it closes it. */
export const isDialogOpen = (): boolean => document.querySelector("dialog[open]") !== null

export const closeDialog = (): void => {
  dialog.value = nothing
}
