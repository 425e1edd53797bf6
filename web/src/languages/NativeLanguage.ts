/** Ends the id of a native language that is there in WebAssembly too. */
const mark = ":native"

export const nativeId = (language: string): string => `${language}${mark}`

/** The language that requests, links, embedded and saved programs name. */
export const baseOf = (id: string): string => (id.endsWith(mark) ? id.slice(0, -mark.length) : id)
