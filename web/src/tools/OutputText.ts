import { execution } from "../execution.ts"
import { downloadText } from "../output/Download.ts"
import { tell } from "../state/Notice.ts"

/** Copies what the program printed, as it printed it. */
export const copyOutput = async (): Promise<void> => {
  try {
    await navigator.clipboard.writeText(execution.transcript.text)
    tell("The output is on the clipboard.")
  } catch {
    // Without a secure context or permission, a page cannot copy.
    tell("The browser does not let this page copy. Mark the output and copy it, or download it.")
  }
}

export const downloadOutput = (): void => downloadText(execution.transcript.text)
