import { signal } from "@preact/signals-core"
import { close, Dialog, openDialog } from "../dialog/Dialog.tsx"
import type { Command } from "./Command.ts"
import { commands } from "./Commands.ts"
import { matching } from "./Match.ts"

/** What could be done when the list was opened. */
let known: ReadonlyArray<Command> = []

const typed = signal("")

/** The command that Enter runs, by its place in the list. */
const active = signal(0)

const listId = "commands"
const optionId = (index: number) => `command-${index}`

/** How far the keys that move in the list move. */
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** Arrows wrap around; Page Up and Page Down stop at the ends. */
const moved = (from: number, step: number, count: number): number => {
  const to = from + step
  return Math.abs(step) === 1 ? (to + count) % count : Math.min(count - 1, Math.max(0, to))
}

/** The dialog is closed first: what is done may open another, or move the focus. */
const choose = (command: Command | undefined) => {
  if (command === undefined) return
  close()
  command.run()
}

const onKey = (event: KeyboardEvent, shown: ReadonlyArray<Command>) => {
  const step = steps[event.key]
  if (event.isComposing) return
  if (event.key === "Enter") choose(shown[active.peek()])
  else if (step !== undefined && shown.length > 0) active.value = moved(active.peek(), step, shown.length)
  else return
  event.preventDefault()
}

/** The list scrolls to the command that is chosen by keys. */
const show = (option: HTMLLIElement | null) => option?.scrollIntoView({ block: "nearest" })

interface OptionProps {
  readonly command: Command
  readonly index: number
}

const Option = ({ command, index }: OptionProps) => {
  const isActive = index === active.value
  return (
    <li
      ref={isActive ? show : null}
      id={optionId(index)}
      role="option"
      aria-selected={isActive}
      onMouseDown={(event) => event.preventDefault()}
      onPointerMove={() => {
        active.value = index
      }}
      onClick={() => choose(command)}
    >
      {command.title}
      {command.keys === undefined ? null : <kbd>{command.keys}</kbd>}
    </li>
  )
}

const Palette = ({ onClose }: { readonly onClose: () => void }) => {
  const shown = matching(known, typed.value)
  return (
    <Dialog class="palette" title="Commands" content="commands" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Command"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls={listId}
        aria-activedescendant={shown.length === 0 ? undefined : optionId(active.value)}
        autofocus
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        placeholder="Type what you want to do"
        value={typed.value}
        onInput={(event) => {
          active.value = 0
          typed.value = event.currentTarget.value
        }}
        onKeyDown={(event) => onKey(event, shown)}
      />
      <ul id={listId} role="listbox" aria-label="Commands">
        {shown.map((command, index) => (
          <Option key={command.title} command={command} index={index} />
        ))}
      </ul>
      <p class="quiet" role="status">
        {shown.length === 0 ? "No command has these words." : ""}
      </p>
    </Dialog>
  )
}

/** Lists everything that can be done on the page, to be found by typing. */
export const openPalette = (): void => {
  known = commands()
  typed.value = ""
  active.value = 0
  openDialog(Palette)
}
