/** What a formatter is asked to do. It runs in a worker of its own, which can be ended in the middle of it. */
export interface FormatRequest {
  readonly text: string
  /** Ending of the file's name. */
  readonly ending: string
  /** Spaces of a step of indentation. */
  readonly indent: number
}

/** The formatted text, or what is wrong with the program, and in which line, counted from 1. */
export type FormatAnswer =
  | { readonly type: "formatted"; readonly text: string }
  | { readonly type: "fault"; readonly why: string; readonly line?: number | undefined }
