import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { focusEditor } from "../controllers/EditorController.ts"
import { execution } from "../execution.ts"
import { nativeId } from "../languages/NativeLanguage.ts"
import { findLanguage, takesInput } from "../state/Languages.ts"
import { program } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"

/** A run that is longer is worth another runtime, in milliseconds. */
const worthMs = 2_000

/** Whether the program in the editor is the one that ran, and its input can come again in the same way. */
const isSameRun = (native: string) => {
  const { value } = execution.view
  const { code, language } = program.value
  return (
    value.state === "ended" &&
    value.request.language === language &&
    value.request.code === code &&
    (value.request.input === undefined || takesInput(native) === true)
  )
}

/** After a long run in WebAssembly: that the language is there natively too. */
export const Faster = ({ durationMs, language, onRun }: ExecutionResult & { readonly onRun: () => void }) => {
  const id = nativeId(language)
  const native = findLanguage(id)
  if (native === undefined || durationMs <= worthMs || program.value.language !== language || !isSameRun(id))
    return null
  return (
    <p class="faster">
      Programs that compute for long are faster in {native.name}.
      <button
        type="button"
        onClick={() => {
          // Two drafts of one saved program would be in each other's way.
          const { kept: _, language: __, ...draft } = program.peek()
          replaceOnRequest(id, draft)
          // This button goes, and the focus with it.
          focusEditor()
          onRun()
        }}
      >
        Run it there
      </button>
    </p>
  )
}
