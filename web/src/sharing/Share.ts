import { fromFragment, toFragment } from "@glissade/client/ProgramLink"
import { isWrittenHere } from "../state/Draft.ts"
import { askServer } from "../languages/LoadLanguages.ts"
import { findLanguage } from "../state/Languages.ts"
import { tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { program, replace } from "../state/Program.ts"
import { replaceOnRequest } from "../state/Replacement.ts"
import { readStored, writeStored } from "../state/Stored.ts"
import { isReload } from "./Navigation.ts"

/** Copies a link to the program, and shows it in the address bar. */
export const shareProgram = async (program: Program): Promise<void> => {
  const fragment = await toFragment(program)
  // The link is to the tab's own program, so its drafts are still stored.
  history.replaceState(null, "", fragment)
  writeStored("tab", "shared", fragment)
  try {
    await navigator.clipboard.writeText(location.href)
    tell("The link to this program is on the clipboard.")
  } catch {
    // Without a secure context or permission, a page cannot copy.
    tell("The link to this program is in the address bar.")
  }
}

/**
 * Opens the program of the address. After a reload (if the link was not `followed` on the page itself) the person's draft of it is opened.
 */
export const openLink = async (followed: boolean): Promise<void> => {
  const { hash } = location
  const guestOf = readStored("tab", "link")
  const isKnown = hash === guestOf || hash === readStored("tab", "shared")
  if (isKnown && !followed && isReload()) return
  try {
    const { language, ...draft } = await fromFragment(hash)
    // It may be one that only the server has.
    if (findLanguage(language) === undefined) await askServer()
    if (findLanguage(language) === undefined) throw new SyntaxError("an unknown language")
    const isNewTab = !followed && !isWrittenHere(program.peek().language)
    writeStored("tab", "link", hash)
    // The draft that a new tab would have started with is unchanged.
    if (isNewTab) return replace(language, draft)
    replaceOnRequest(language, draft, {
      text: "The program of the link took the place of yours.",
      undo: () => {
        writeStored("tab", "link", guestOf)
        history.replaceState(null, "", location.pathname)
      }
    })
  } catch {
    tell("This link is broken: a part of it is missing or was changed. Your own program is still here.")
  }
}
