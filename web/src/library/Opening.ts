import { baseOf } from "../languages/NativeLanguage.ts"
import { askServer } from "../languages/LoadLanguages.ts"
import { idOf } from "../languages/StoredLanguage.ts"
import { focusEditor } from "../controllers/EditorController.ts"
import { close } from "../dialog/Dialog.tsx"
import type { Draft } from "../state/Draft.ts"
import { loadDraft } from "../state/Draft.ts"
import { findLanguage } from "../state/Languages.ts"
import { notice, tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { program, replace } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"
import type { Snippet } from "./Calls.ts"
import { fingerprint, isChanged, keep, kept, keptOf } from "./Kept.ts"
import { saving } from "./Saving.ts"
import { toProgram } from "./SnippetProgram.ts"
import { isUnsavedKept, takeUnsaved } from "./Unsaved.ts"

/** What the program of a saved one becomes in the editor. */
export const toDraft = (snippet: Snippet): Draft => {
  const { language: _, ...draft } = toProgram(snippet)
  return { ...draft, kept: keep(snippet) }
}

/** Puts a program into the editor. What it takes the place of can be brought back, unless it is in the library anyway. */
export const place = (language: string, draft: Draft): void => {
  const before = program.peek()
  const lost = before.language === language ? before : loadDraft(language)
  const known = lost && keptOf(lost).saved
  // A change that is not saved is kept with its program, but not beside another text of the same one.
  const isOwnChange = known?.id === keptOf(draft).saved?.id && known?.print !== fingerprint({ ...lost!, language })
  if (known === undefined || isOwnChange || !isUnsavedKept()) return replaceOnRequest(language, draft)
  notice.value = undefined
  replace(language, draft)
}

/** Whether the page can have the program in its editor; says why not. */
export const canOpen = (snippet: Snippet): boolean => {
  if (findLanguage(snippet.language) === undefined) {
    tell(`This server does not run ${snippet.language}, so the program cannot be opened.`)
    return false
  }
  try {
    toProgram(snippet)
    return true
  } catch {
    tell("A file of this program is no text, so it cannot be opened here.")
    return false
  }
}

const placeUnsaved = ({ language, ...draft }: Program, snippet: Snippet): void => {
  place(findLanguage(language) === undefined ? baseOf(language) : language, draft)
  const isOld = keptOf(draft).saved?.version !== snippet.version
  if (isOld) saving.value = { state: "conflict", theirs: snippet }
  tell(
    isOld
      ? "Your unsaved change of this program is here. It was changed elsewhere as well."
      : "Your unsaved change of this program is here."
  )
}

/** Which languages are there natively, and which the page was not built with, only the server knows. */
export const languagesFor = async ({ language, runtime }: Snippet): Promise<void> => {
  if (runtime !== undefined || findLanguage(language) === undefined) await askServer()
}

/** Opens a saved program of one's own, with what was changed in it and not saved. */
export const openSnippet = async (snippet: Snippet): Promise<void> => {
  await languagesFor(snippet)
  if (!canOpen(snippet)) return
  const isOpen = kept.peek().saved?.id === snippet.id
  const isSame = kept.peek().saved?.version === snippet.version && program.peek().language === idOf(snippet)
  if (isOpen && (isChanged.peek() || isSame)) return
  const unsaved = takeUnsaved(snippet.id)
  if (unsaved === undefined) place(idOf(snippet), toDraft(snippet))
  else placeUnsaved(unsaved, snippet)
}

/** Leaves the dialog for the editor. */
export const leaveForEditor = (): void => {
  close()
  focusEditor()
}
