import type { Draft } from "./Draft.ts"
import { loadDraft } from "./Draft.ts"
import { tell } from "./Notice.ts"
import { blank, examples, program, replace, toDraft } from "./Program.ts"

/** Whether two drafts are the same program with the same input. */
export const isSame = (a: Draft, b: Draft): boolean =>
  JSON.stringify([a.code, a.files, a.stdin, a.args]) === JSON.stringify([b.code, b.files, b.stdin, b.args])

/** Replaces the program in the editor at the person's request. What they had written in that language can be restored. */
export const replaceOnRequest = (
  language: string,
  draft: Draft,
  { text = "Another program took the place of yours.", undo = () => {} } = {}
): void => {
  const before = program.peek()
  const lost = before.language === language ? before : (loadDraft(language) ?? blank)
  replace(language, draft)
  const owned = [draft, blank, ...(examples.peek()[language] ?? []).map(toDraft)]
  if (owned.some((other) => isSame(lost, other))) return
  tell(text, () => {
    undo()
    // Changes to the new program can be restored in turn.
    if (isSame(program.peek(), draft)) replace(language, lost)
    else replaceOnRequest(language, lost)
    if (before !== lost) replace(before.language, before)
  })
}

/** Replaces the program by the language's first example. */
export const reset = (): void => {
  const { language } = program.peek()
  const [first] = examples.peek()[language] ?? []
  if (first !== undefined)
    replaceOnRequest(language, toDraft(first), { text: "The first example took the place of your program." })
}
