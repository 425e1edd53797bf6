import type { Diagnostic } from "@glissade/protocol/Diagnostic"
import { goToFile } from "./GoToFile.ts"
import { shownName } from "../shownName.ts"
import { languageOf } from "../state/Languages.ts"
import { mainFile } from "../state/Program.ts"

interface DiagnosticsProps {
  readonly diagnostics: ReadonlyArray<Diagnostic>
  readonly language: string
}

/** What a check found in a program that ran: each error with a link to its line. */
export const Diagnostics = ({ diagnostics, language }: DiagnosticsProps) => {
  const { mainFile: own, name } = languageOf(language)
  const { length } = diagnostics
  return (
    <section class="diagnostics" aria-labelledby="diagnostics-heading">
      <h3 id="diagnostics-heading">
        {name}: {length} {length === 1 ? "error" : "errors"}
      </h3>
      <ul>
        {diagnostics.map(({ code, column, file, line, message }, index) => (
          <li key={`${index} ${code}`}>
            <button
              type="button"
              class="link"
              onClick={() => goToFile(line, file === own || file === mainFile.peek() ? undefined : file, column)}
            >
              {shownName(file)}:{line}:{column}
            </button>{" "}
            {message}
          </li>
        ))}
      </ul>
    </section>
  )
}
