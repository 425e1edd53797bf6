import { fromFragment, toFragment } from "@glissade/client/ProgramLink"
import { languages } from "../languages.ts"
import { tell } from "../state/Notice.ts"
import type { Program } from "../state/Program.ts"
import { replace } from "../state/Program.ts"
import { readStored, writeStored } from "../state/Stored.ts"

/** Copies a link to the program, and shows it in the address bar too. */
export const shareProgram = async (program: Program): Promise<void> => {
  const fragment = await toFragment(program)
  // The tab's own program is no guest: its drafts go on being kept.
  history.replaceState(null, "", fragment)
  writeStored("tab", "shared", fragment)
  try {
    await navigator.clipboard.writeText(location.href)
    tell("The link to this program is on the clipboard.")
  } catch {
    // Without a secure context, or without leave, a page cannot copy.
    tell("The link to this program is in the address bar.")
  }
}

/** Opens the program of the address. A reload finds what the person has made of it since. */
export const openLink = async (): Promise<void> => {
  const { hash } = location
  if (hash === readStored("tab", "link") || hash === readStored("tab", "shared")) return
  try {
    const { language, ...draft } = await fromFragment(hash)
    if (!languages.some(({ id }) => id === language)) throw new SyntaxError("an unknown language")
    writeStored("tab", "link", hash)
    replace(language, draft)
  } catch {
    tell("This link is broken: a part of it is missing or was changed. Your own program is still here.")
  }
}
