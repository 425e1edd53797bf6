/** Reads a value of the wire, or throws. What is combined of these is the smallest thing that a page can be sent for it. */
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

/** Reads the fields that are named, each by its reader, under the names that the client has for them: `exit_code` is `exitCode`. */
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
    // Of all that JSON has, arrays alone have `map`.
    (value as ReadonlyArray<unknown>).map((item) => read(item))

export const text = must<string>((value: unknown) => typeof value === "string")
export const pattern = (expression: RegExp): Reader<string> =>
  must<string>((value: string) => expression.test(text(value)))
export const flag = must<boolean>((value: unknown) => typeof value === "boolean")
export const integer = must<number>(Number.isSafeInteger)

/** What `read` gives, or `undefined` where it throws. */
export const readOrUndefined = <A>(read: () => A): A | undefined => {
  try {
    return read()
  } catch {
    return undefined
  }
}
