import { Vim, vim } from "@replit/codemirror-vim"
import type { Extension } from "@codemirror/state"
import { requestSave } from "../state/Requests.ts"
import { keysTheme } from "./KeysTheme.ts"

Vim.defineEx("write", "w", requestSave)

/** Vim's keys, with the line that shows its mode and takes its commands. */
export const vimKeys: Extension = [vim({ status: true }), keysTheme]
