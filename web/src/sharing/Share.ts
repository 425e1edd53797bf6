import { fromFragment, toFragment } from "@glissade/client/ProgramLink"
import { effect } from "@preact/signals-core"
import { isWrittenHere } from "../state/Draft.ts"
import { baseOf } from "../languages/NativeLanguage.ts"
import { askServer } from "../languages/LoadLanguages.ts"
import { idOf, isNativeId } from "../languages/StoredLanguage.ts"
import { findLanguage } from "../state/Languages.ts"
import { tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { program, replace } from "../state/Program.ts"
import { isSame, replaceOnRequest } from "../state/Replacement.ts"
import { readStored, writeStored } from "../state/Stored.ts"
import { isReload } from "./Navigation.ts"

/** The program that the address names. */
let named: Program | undefined

/** The address names the program in the editor until that is changed: then it would lead others to an older one. */
const nameByAddress = (): void => {
  const isWatched = named !== undefined
  named = program.peek()
  if (isWatched) return
  const stop = effect(() => {
    const { value } = program
    if (named !== undefined && value.language === named.language && isSame(value, named)) return
    named = undefined
    if (location.hash.startsWith("#program=")) history.replaceState(null, "", location.pathname)
    queueMicrotask(() => stop())
  })
}

/** Copies a link to the program, and shows it in the address bar. */
export const shareProgram = async (program: Program): Promise<void> => {
  const fragment = await toFragment({
    ...program,
    language: baseOf(program.language),
    runtime: isNativeId(program.language) ? "native" : undefined
  })
  // The link is to the tab's own program, so its drafts are still stored.
  history.replaceState(null, "", fragment)
  writeStored("tab", "shared", fragment)
  nameByAddress()
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
  if (isKnown && !followed && isReload()) return nameByAddress()
  try {
    const { language: base, runtime, ...draft } = await fromFragment(hash)
    // It may be one that only the server has.
    if (runtime !== undefined || findLanguage(base) === undefined) await askServer()
    // Another link was followed meanwhile.
    if (location.hash !== hash) return
    const language = idOf({ language: base, runtime })
    if (findLanguage(language) === undefined) throw new SyntaxError("an unknown language")
    const isNewTab = !followed && !isWrittenHere(program.peek().language)
    writeStored("tab", "link", hash)
    // The draft that a new tab would have started with is unchanged.
    if (isNewTab) {
      replace(language, draft)
      return nameByAddress()
    }
    replaceOnRequest(language, draft, {
      text: "The program of the link took the place of yours.",
      undo: () => {
        writeStored("tab", "link", guestOf)
        history.replaceState(null, "", location.pathname)
      }
    })
    nameByAddress()
  } catch {
    tell("This link is broken: a part of it is missing or was changed. Your own program is still here.")
  }
}
