import { signal } from "@preact/signals-core"

/** The version of each language that the server has, once it has said so. */
export const versions = signal<Readonly<Record<string, string>>>({})
