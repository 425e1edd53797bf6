import { strToU8, unzipSync, zipSync } from "fflate"
import { download } from "../output/Download.ts"
import { mainFile, program } from "../state/Program.ts"

/** A file that is to become one of the program. */
export interface IncomingFile {
  readonly name: string
  readonly size: number
  readonly arrayBuffer: () => Promise<ArrayBuffer>
}

/** How many files an archive may have: as many as a program. */
const mostFiles = 101

/** What some machines add of their own. */
const isOfMachine = (name: string) => /(?:^|\/)(?:__MACOSX\/|\.DS_Store$)/.test(name)

/** The folder that everything is in, as archives of whole folders have it; the empty text if there is none. */
const commonFolder = (names: ReadonlyArray<string>): string => {
  const folder = /^[^/]+\//.exec(names[0] ?? "")?.[0] ?? ""
  return names.every((name) => name.startsWith(folder)) ? folder : ""
}

const tooLarge = (mostBytes: number) => `its files are larger than ${Math.round(mostBytes / 1024)} KiB together`

/**
 * The files of a zip archive, without the folder that all of them are in. Reads no more than `mostBytes` out of it, whatever it claims;
 * returns why it is refused.
 */
export const unpack = async (file: IncomingFile, mostBytes: number): Promise<ReadonlyArray<IncomingFile> | string> => {
  if (file.size > mostBytes) return `it is larger than ${Math.round(mostBytes / 1024)} KiB`
  let bytes = 0
  let count = 0
  try {
    const unpacked = unzipSync(new Uint8Array(await file.arrayBuffer()), {
      filter: ({ name, originalSize }) => {
        if (name.endsWith("/") || isOfMachine(name)) return false
        bytes += originalSize
        count += 1
        // An archive may claim billions of files: the reading ends here.
        if (bytes > mostBytes || count > mostFiles) throw new RangeError("too much")
        return true
      }
    })
    if (count === 0) return "there is no file in it"
    // What is stored without compression may be more than it claims.
    bytes = Object.values(unpacked).reduce((sum, { length }) => sum + length, 0)
    if (bytes > mostBytes) return tooLarge(mostBytes)
    const folder = commonFolder(Object.keys(unpacked))
    return Object.entries(unpacked).map(([name, content]) => ({
      name: name.slice(folder.length),
      size: content.length,
      arrayBuffer: () => Promise.resolve(content.slice().buffer)
    }))
  } catch {
    if (count > mostFiles) return `it has more than ${mostFiles} files`
    return bytes > mostBytes ? tooLarge(mostBytes) : "it is no zip archive, or damaged"
  }
}

/** Saves all files of the program as one archive. */
export const downloadProgram = (): void => {
  const { code, files } = program.peek()
  const content = Object.fromEntries(
    [{ name: mainFile.peek(), content: code }, ...files].map((file) => [file.name, strToU8(file.content)])
  )
  download(zipSync(content), "application/zip", "program.zip")
}
