import type { Output, StreamName } from "../Engine.ts"

/** Length of the longest prefix of at most `maximum` bytes that does not cut a UTF-8 character in two. */
export const characterBoundary = (bytes: Uint8Array, maximum: number): number => {
  if (bytes.length <= maximum) return bytes.length
  let end = maximum
  // A character has at most three continuation bytes. More of them are not UTF-8 and may be cut anywhere.
  while (end > maximum - 4 && end > 0 && (bytes[end]! & 0xc0) === 0x80) end -= 1
  return (bytes[end]! & 0xc0) === 0x80 ? maximum : end
}

/** Passes on as many bytes of each stream as the limit allows, and says when a stream exceeded it. */
export class LimitedOutput implements Output {
  readonly truncated = { stdout: false, stderr: false }
  private readonly left: { stdout: number; stderr: number }
  private readonly forward: (stream: StreamName, bytes: Uint8Array) => void

  constructor(maximum: number, forward: (stream: StreamName, bytes: Uint8Array) => void) {
    this.left = { stdout: maximum, stderr: maximum }
    this.forward = forward
  }

  write(stream: StreamName, bytes: Uint8Array): boolean {
    if (this.truncated[stream]) return false
    const length = characterBoundary(bytes, this.left[stream])
    this.left[stream] -= length
    if (length > 0) this.forward(stream, bytes.subarray(0, length))
    if (length === bytes.length) return true
    this.truncated[stream] = true
    return false
  }
}
