const form = /^data:(?:text|application)\/javascript(?:;[^,;]*)*?(;base64)?,(.*)$/s

/** Whether a specifier is a module in itself. */
export const isDataUrl = (specifier: string): boolean => form.test(specifier)

/** The source that an address of the scheme `data` has in it. */
export const dataOf = (specifier: string): string | undefined => {
  const [, encoded, data] = form.exec(specifier) ?? []
  if (data === undefined) return undefined
  try {
    return encoded === undefined ? decodeURIComponent(data) : Buffer.from(data, "base64").toString()
  } catch {
    return data
  }
}
