import type { ConnectionStatus } from "@glissade/client/Client"
import type { Example, Language } from "../languages.ts"

const connectionWords: Readonly<Record<ConnectionStatus["phase"], string>> = {
  idle: "Not connected",
  connecting: "Connecting …",
  greeting: "Connecting …",
  ready: "Live",
  waiting: "Reconnecting …",
  dormant: "Asleep",
  suspended: "Offline",
  blocked: "HTTP only",
  closed: "Closed"
}

/** The connection in words and colour, with the route that the next run takes. */
export const ConnectionIndicator = ({ status }: { readonly status: ConnectionStatus }) => {
  const overHttp = status.route === "http" && status.phase !== "blocked"
  return (
    <span class="connection" data-phase={status.phase} data-route={status.route}>
      <span class="dot" aria-hidden="true" />
      {connectionWords[status.phase]}
      {overHttp ? " (runs go over HTTP)" : ""}
    </span>
  )
}

interface ToolbarProps {
  readonly languages: ReadonlyArray<Language & { readonly version?: string }>
  readonly language: string
  readonly onLanguage: (language: string) => void
  readonly examples: ReadonlyArray<Example>
  readonly onExample: (example: Example) => void
  readonly isRunning: boolean
  readonly onRun: () => void
  readonly onStop: () => void
  readonly connection: ConnectionStatus
}

/** Everything that is done with the program: choose, run, stop. */
export const Toolbar = (props: ToolbarProps) => (
  <div class="toolbar" role="toolbar" aria-label="Program">
    <label>
      <span class="visually-hidden">Language</span>
      <select value={props.language} onChange={(event) => props.onLanguage(event.currentTarget.value)}>
        {props.languages.map(({ id, name, version }) => (
          <option key={id} value={id}>
            {version === undefined ? name : `${name} ${version}`}
          </option>
        ))}
      </select>
    </label>
    <label>
      <span class="visually-hidden">Examples</span>
      <select
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
    </label>
    <button type="button" class="run" onClick={props.onRun} title="Ctrl+Enter or ⌘+Enter">
      Run
    </button>
    <button type="button" class="stop" onClick={props.onStop} disabled={!props.isRunning}>
      Stop
    </button>
    <ConnectionIndicator status={props.connection} />
  </div>
)
