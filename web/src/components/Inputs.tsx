import { change, program } from "../state/Program.ts"

/** The program's arguments and standard input. */
export const Inputs = () => {
  const { args, stdin } = program.value
  return (
    <details class="inputs" open={stdin !== "" || args !== ""}>
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
    </details>
  )
}
