/**
 * Filters of system calls as the kernel's BPF programs, which bubblewrap installs. They see a call's number, its architecture and its
 * arguments, of which the lower half is compared: the kernel ignores the upper half of those that are tested here.
 */

const errno = { EPERM: 1, ENOTTY: 25, ENOSYS: 38, EAFNOSUPPORT: 97 } as const

/** An error that a refused call answers. */
export type Errno = keyof typeof errno

/** One instruction: its code, how many instructions to skip where its test holds and where it does not, its value. */
export type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, value: number]

/** Offsets in the data that the kernel passes to a filter. */
export const at = { number: 0, audit: 4, argument: (index: number): number => 16 + index * 8 } as const

/** What Linux calls an architecture, as Node names it: `AUDIT_ARCH_*` of the kernel. */
export const auditNumbers: Readonly<Record<string, number>> = { x64: 0xc000_003e, arm64: 0xc000_00b7 }

/** Loads 32 bits of the data into the accumulator, which all tests look at. */
export const load = (offset: number): Instruction => [0x20, 0, 0, offset]

export const isEqual = (value: number, whenTrue: number, whenFalse: number): Instruction => [
  0x15,
  whenTrue,
  whenFalse,
  value
]

export const isAtLeast = (value: number, whenTrue: number, whenFalse: number): Instruction => [
  0x35,
  whenTrue,
  whenFalse,
  value
]

/** Whether any of the bits is set. */
export const hasBits = (bits: number, whenTrue: number, whenFalse: number): Instruction => [
  0x45,
  whenTrue,
  whenFalse,
  bits
]

const answer = (value: number): Instruction => [0x06, 0, 0, value]

/** The call is made. */
export const allow: Instruction = answer(0x7fff_0000)

/** The process is killed. */
export const killProcess: Instruction = answer(0x8000_0000)

/** The call is not made, and answers an error. */
export const refuse = (error: Errno): Instruction => answer(0x0005_0000 | errno[error])

/** Allows where the accumulator has the value. */
export const allowedWhen = (value: number): ReadonlyArray<Instruction> => [isEqual(value, 0, 1), allow]

/** Refuses where the accumulator has the value. */
export const refusedWhen = (value: number, error: Errno): ReadonlyArray<Instruction> => [
  isEqual(value, 0, 1),
  refuse(error)
]

/** Instructions for one call, which must end in a return. They are skipped for other calls. */
export const call = (number: number, body: ReadonlyArray<Instruction>): ReadonlyArray<Instruction> => [
  isEqual(number, 0, body.length),
  ...body
]

/** Kills whoever calls as another architecture does, whose numbers mean other calls; then the call's number is in the accumulator. */
export const onlyOn = (audit: number): ReadonlyArray<Instruction> => [
  load(at.audit),
  isEqual(audit, 1, 0),
  killProcess,
  load(at.number)
]

/** The bytes that bubblewrap reads. */
export const assemble = (instructions: ReadonlyArray<Instruction>): Uint8Array => {
  const view = new DataView(new ArrayBuffer(instructions.length * 8))
  for (const [index, [code, whenTrue, whenFalse, value]] of instructions.entries()) {
    view.setUint16(index * 8, code, true)
    view.setUint8(index * 8 + 2, whenTrue)
    view.setUint8(index * 8 + 3, whenFalse)
    view.setUint32(index * 8 + 4, value >>> 0, true)
  }
  return new Uint8Array(view.buffer)
}
