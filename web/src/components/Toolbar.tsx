import type { Language } from "../state/Languages.ts"
import type { Example } from "../state/Program.ts"

interface ToolbarProps {
  readonly languages: ReadonlyArray<Language & { readonly version?: string | undefined }>
  readonly language: string
  readonly onLanguage: (language: string) => void
  readonly examples: ReadonlyArray<Example>
  readonly onExample: (example: Example) => void
  readonly onReset: () => void
  readonly onShare: () => void
  readonly isRunning: boolean
  readonly onRun: () => void
  readonly onStop: () => void
}

/** Actions on the program: choose, run, stop, share. */
export const Toolbar = (props: ToolbarProps) => (
  <div class="toolbar">
    <select
      aria-label="Language"
      value={props.language}
      onChange={(event) => props.onLanguage(event.currentTarget.value)}
    >
      {props.languages.map(({ id, name, version = "" }) => (
        <option key={id} value={id}>
          {/^[a-z]/i.test(version) ? `${name} (${version})` : `${name} ${version}`.trim()}
        </option>
      ))}
    </select>
    <select
      aria-label="Examples"
      class="examples"
      value=""
      onChange={(event) => {
        const example = props.examples[Number(event.currentTarget.value)]
        event.currentTarget.value = ""
        if (example !== undefined) props.onExample(example)
      }}
    >
      <option value="">Examples</option>
      {props.examples.map(({ title }, index) => (
        <option key={title} value={index}>
          {title}
        </option>
      ))}
    </select>
    <button type="button" class="run" onClick={props.onRun} title="Ctrl+Enter or ⌘+Enter">
      Run
    </button>
    <button type="button" class="stop" onClick={props.onStop} aria-disabled={!props.isRunning}>
      Stop
    </button>
    <button type="button" onClick={props.onShare} title="Copy a link to this program">
      Share
    </button>
    <button type="button" onClick={props.onReset} title="Back to the first example">
      Reset
    </button>
  </div>
)
