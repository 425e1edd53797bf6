import { findLanguage } from "../state/Languages.ts"
import { baseOf, nativeId } from "./NativeLanguage.ts"

/** Whether a language of the page is the native one of two. Not beside `nativeId`, which is in the page's first file. */
export const isNativeId = (id: string): boolean => id !== baseOf(id)

/** The page's id of the language of a stored program: the native one if the program is native and the server still has that. */
export const idOf = ({
  language,
  runtime
}: {
  readonly language: string
  readonly runtime?: "native" | undefined
}): string => {
  const id = nativeId(language)
  return runtime !== undefined && findLanguage(id) !== undefined ? id : language
}
