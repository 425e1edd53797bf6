import type { LeftFile } from "../Engine.ts"

/** Bytes of all pictures of one run: a million characters of base64. */
export const maximumArtifactBytes = 750_000

export const maximumArtifacts = 100

/** A small file can decode to more pixels than a browser has memory for: this many take 64 MiB. */
export const maximumPixels = 4096 * 4096

const maximumNameLength = 255

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

const isPng = (bytes: Uint8Array): boolean => pngSignature.every((byte, index) => bytes[index] === byte)

/** The pixels that the header of a PNG file says it has (ISO/IEC 15948, 11.2.2): it comes first, or the file is broken. */
const pixelsOf = (bytes: Uint8Array): number => {
  if (!isPng(bytes) || bytes.length < 24) return 0
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return view.getUint32(16) * view.getUint32(20)
}

/** Media type of a file: PNG by its signature (ISO/IEC 15948, 5.2), SVG by its name. Other files are not shown. */
export const mediaTypeOf = ({ bytes, name }: LeftFile): "image/png" | "image/svg+xml" | undefined => {
  if (pixelsOf(bytes) > maximumPixels) return undefined
  if (name.length > maximumNameLength || /[\p{Cc}/]/u.test(name) || !name.isWellFormed()) return undefined
  if (isPng(bytes)) return "image/png"
  return bytes.length > 0 && /\.svg$/i.test(name) ? "image/svg+xml" : undefined
}

const whyUnknown = ({ bytes }: LeftFile): string => {
  const pixels = pixelsOf(bytes)
  return pixels > maximumPixels
    ? `a picture may have ${maximumPixels} pixels, and it has ${pixels}`
    : "it is neither a PNG nor an SVG file"
}

/** The pictures among the files, sorted by name, up to the maximum; and warnings about the others. */
export const pickArtifacts = (
  files: Iterable<LeftFile>
): { readonly artifacts: ReadonlyArray<LeftFile>; readonly complaint: string } => {
  const sorted = Array.from(files).toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const pictures = sorted.filter((file) => mediaTypeOf(file) !== undefined)
  // A program that leaves one such file has usually left many.
  const unknown = sorted.find((file) => /\.(?:png|svg|jpe?g|gif|webp)$/i.test(file.name) && !pictures.includes(file))
  const artifacts: Array<LeftFile> = []
  let complaint = unknown === undefined ? "" : `out/${unknown.name} is not shown: ${whyUnknown(unknown)}\n`
  let left = maximumArtifactBytes
  for (const file of pictures) {
    const { length } = file.bytes
    if (length > left) {
      complaint += `out/${file.name} is not shown: the pictures of a run may have ${maximumArtifactBytes} bytes in all, and it has ${length}\n`
    } else if (artifacts.length >= maximumArtifacts) {
      complaint += `out/${file.name} is not shown: a run may have ${maximumArtifacts} pictures\n`
      break
    } else {
      artifacts.push(file)
      left -= length
    }
  }
  return { artifacts, complaint }
}

/** A picture as the body of a frame: the name with its length before it, and the bytes. */
export const encodeArtifact = ({ bytes, name }: LeftFile): Uint8Array => {
  const text = Buffer.from(name)
  const length = Buffer.alloc(2)
  length.writeUInt16BE(text.length)
  return Buffer.concat([length, text, bytes])
}

/** Reads the body of a frame. Its content may be anything. */
export const decodeArtifact = (body: Uint8Array): LeftFile => {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const start = 2 + (buffer.length < 2 ? 0 : buffer.readUInt16BE())
  return { name: buffer.toString("utf8", 2, start), bytes: buffer.subarray(start) }
}
