import { batch } from "@preact/signals-core"
import { nameInSentence } from "../shownName.ts"
import { isDialogOpen } from "../state/Additions.ts"
import { limits } from "../state/Features.ts"
import { notLoaded, tell } from "../state/Notice.ts"
import { change, mainFile, openFile, program } from "../state/Program.ts"
import { fileNameFault } from "./FileNames.ts"
import type { IncomingFile } from "./ZipFile.ts"

/** What the server takes at most, where it has not said. */
const usualBytes = 256 * 1024

const read = async (file: IncomingFile): Promise<string | undefined> => {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer())
    return text.includes("\0") ? undefined : text
  } catch {
    return undefined
  }
}

/** Puts a file into the program, in the place of one of its name, and returns why not if that cannot be. */
const put = (name: string, content: string): string | undefined => {
  const { files } = program.peek()
  if (name === mainFile.peek()) {
    change({ code: content })
    return undefined
  }
  const isKnown = files.some((file) => file.name === name)
  const names = [mainFile.peek(), ...files.map((file) => file.name)].filter((other) => other !== name)
  const fault = fileNameFault(name, names)
  if (fault !== undefined) return `its name ${fault}`
  change({
    files: isKnown
      ? files.map((file) => (file.name === name ? { name, content } : file))
      : [...files, { name, content }]
  })
  return undefined
}

const mostBytes = () => limits.peek()?.sourceBytes.maximum ?? usualBytes

const take = async (file: IncomingFile): Promise<string | undefined> => {
  const most = mostBytes()
  if (file.size > most) return `it is larger than ${Math.round(most / 1024)} KiB`
  const content = await read(file)
  return content === undefined ? "it is no text" : put(file.name, content)
}

const unpack = async (file: File) => {
  const { unpack } = await import("./ZipFile.ts")
  return unpack(file, mostBytes())
}

/** The files that were chosen, those in zip archives among them, and why an archive is refused. */
const unpackAll = async (files: Iterable<File>) => {
  const incoming: Array<IncomingFile> = []
  const refused: Array<string> = []
  for (const file of files) {
    const unpacked = /\.zip$/i.test(file.name) ? await unpack(file) : [file]
    if (typeof unpacked === "string") refused.push(`${nameInSentence(file.name)} was not added: ${unpacked}.`)
    else incoming.push(...unpacked)
  }
  return { incoming, refused }
}

/** Makes files of this machine files of the program. What they take the place of can be brought back. */
export const addFiles = async (files: Iterable<File>): Promise<void> => {
  const { code, files: before, language } = program.peek()
  const added: Array<string> = []
  const { incoming, refused } = await unpackAll(files)
  for (const file of incoming) {
    const fault = await take(file)
    if (fault === undefined) added.push(file.name)
    else refused.push(`${nameInSentence(file.name)} was not added: ${fault}.`)
  }
  const [first] = added
  if (first === undefined) return tell(refused.slice(0, 3).join(" "))
  openFile.value = first === mainFile.peek() ? undefined : first
  const what = added.length === 1 ? `${nameInSentence(first)} was added.` : `${added.length} files were added.`
  tell([what, ...refused.slice(0, 3)].join(" "), () => {
    if (program.peek().language !== language) return
    batch(() => {
      openFile.value = undefined
      change({ code, files: before })
    })
  })
}

/** Asks for files of this machine. */
export const chooseFiles = (): void => {
  const field = Object.assign(document.createElement("input"), { type: "file", multiple: true })
  field.addEventListener("change", () => addFiles(field.files ?? []).catch(notLoaded))
  field.click()
}

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true && !isDialogOpen()

/** Files that are dropped anywhere on the page become files of the program, rather than text in the middle of it. */
export const startDropping = (): void => {
  const options = { capture: true }
  addEventListener(
    "dragover",
    (event) => {
      if (hasFiles(event)) event.preventDefault()
    },
    options
  )
  addEventListener(
    "drop",
    (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      event.stopPropagation()
      addFiles([...event.dataTransfer!.files]).catch(notLoaded)
    },
    options
  )
}
