/** Reads a value of the wire, or throws. These combinators exist to keep the bundle small; schemas would be larger. */
export type Reader<A> = (value: unknown) => A

export const must =
  <A>(is: (value: never) => unknown): Reader<A> =>
  (value) => {
    if (!is(value as never)) throw value
    return value as A
  }

const or =
  <A, Other>(other: Other, read: Reader<A>): Reader<A | Other> =>
  (value) =>
    value === other ? other : read(value)

export const orMissing = <A>(read: Reader<A>): Reader<A | undefined> => or(undefined, read)
export const orNull = <A>(read: Reader<A>): Reader<A | null> => or(null, read)

/** Reads the named fields, each with its reader, and gives them the client's names: `exit_code` becomes `exitCode`. */
export const fields =
  <A>(readers: Readonly<Record<string, Reader<unknown>>>): Reader<A> =>
  (value) => {
    const read: Record<string, unknown> = {}
    for (const key in readers) {
      const field = readers[key]!((value as Record<string, unknown>)[key])
      if (field !== undefined) read[key.replace(/_./g, (mark) => mark[1]!.toUpperCase())] = field
    }
    return read as A
  }

export const list =
  <A>(read: Reader<A>): Reader<ReadonlyArray<A>> =>
  (value) =>
    // Of all JSON values, only arrays have `map`.
    (value as ReadonlyArray<unknown>).map((item) => read(item))

export const text = must<string>((value: unknown) => typeof value === "string")
export const pattern = (expression: RegExp): Reader<string> =>
  must<string>((value: string) => expression.test(text(value)))
export const flag = must<boolean>((value: unknown) => typeof value === "boolean")
export const integer = must<number>(Number.isSafeInteger)

/** The result of `read`, or `undefined` if it throws. */
export const readOrUndefined = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}
