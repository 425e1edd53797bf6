import { takesInput } from "../state/Languages.ts"
import { changeLook, look } from "../state/Look.ts"
import { change, placed, program } from "../state/Program.ts"

/** Opens the panel for a program that comes with input. From then on it is the person who opens and closes it. */
const openIfUsed = (panel: HTMLDetailsElement | null) => {
  const { args, stdin } = program.peek()
  if (panel !== null) panel.open = stdin !== "" || args !== ""
}

/** Whether the input is typed while the program runs, where that can be. */
const Typing = () => {
  const canType = takesInput(program.value.language)
  if (canType === undefined) return null
  if (!canType) return <p class="quiet">Programs are given their input before they run here.</p>
  return (
    <label class="choice">
      <input
        type="checkbox"
        checked={look.value.isTyping === true}
        onChange={(event) => changeLook({ isTyping: event.currentTarget.checked })}
      />
      Type more input while the program runs
    </label>
  )
}

/** The program's arguments and standard input. */
export const Inputs = () => {
  const { args, stdin } = program.value
  return (
    <details key={placed.value} ref={openIfUsed} class="inputs">
      <summary>Input</summary>
      <label>
        Arguments
        <input
          type="text"
          class="arguments"
          value={args}
          spellcheck={false}
          placeholder='one two "three four"'
          onInput={(event) => change({ args: event.currentTarget.value })}
        />
      </label>
      <label>
        Standard input
        <textarea
          rows={4}
          spellcheck={false}
          value={stdin}
          onInput={(event) => change({ stdin: event.currentTarget.value })}
        />
      </label>
      <Typing />
    </details>
  )
}
