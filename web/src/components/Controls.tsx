import type { Language } from "../state/Languages.ts"

interface LanguageChoiceProps {
  readonly languages: ReadonlyArray<Language & { readonly version?: string | undefined }>
  readonly language: string
  readonly onLanguage: (language: string) => void
}

export const LanguageChoice = ({ language, languages, onLanguage }: LanguageChoiceProps) => (
  <select
    class="language"
    aria-label="Language"
    value={language}
    onChange={(event) => onLanguage(event.currentTarget.value)}
  >
    {languages.map(({ id, name, version = "" }) => (
      <option key={id} value={id}>
        {/^[a-z]/i.test(version) ? `${name} (${version})` : `${name} ${version}`.trim()}
      </option>
    ))}
  </select>
)

interface RunButtonsProps {
  readonly isRunning: boolean
  readonly onRun: () => void
  readonly onStop: () => void
}

/** Run stays where it is while a program runs: whoever presses it twice must not stop what was started. */
export const RunButtons = ({ isRunning, onRun, onStop }: RunButtonsProps) => (
  <div class="run-bar">
    <button type="button" class="run icon i-play" data-running={isRunning} onClick={onRun}>
      Run
    </button>
    <button type="button" class="stop icon i-square" onClick={onStop} aria-disabled={!isRunning}>
      Stop
    </button>
  </div>
)
