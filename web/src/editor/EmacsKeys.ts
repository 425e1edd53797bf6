import { EmacsHandler, emacs } from "@replit/codemirror-emacs"
import type { Extension } from "@codemirror/state"
import { insertNewlineAndIndent } from "@codemirror/commands"
import { requestCommands, requestSave } from "../state/Requests.ts"
import { keysTheme } from "./KeysTheme.ts"
import { openSearch } from "./SearchPart.ts"

EmacsHandler.bindKey("C-s|C-r", openSearch)
EmacsHandler.bindKey("C-x C-s", requestSave)
// The library has no command line.
EmacsHandler.bindKey("M-x", requestCommands)
// The library's own starts a line without its indentation.
EmacsHandler.bindKey("Return|C-m", insertNewlineAndIndent)

/** Emacs' keys. */
export const emacsKeys: Extension = [emacs(), keysTheme]
