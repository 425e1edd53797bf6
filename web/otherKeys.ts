import type { Plugin } from "vite"

const vimLanguage = "\0vim-language"

/**
 * Vim's keys fold code, which the page's editor does not show, and they do not unfold it: they do without. Else folding would come with the
 * editor for everybody (1.2 KB), since a module is in one file.
 */
const withoutFolding: Plugin = {
  name: "without-folding",
  enforce: "pre",
  apply: "build",
  resolveId: {
    filter: { id: /^@codemirror\/language$/ },
    handler: (_, importer = "") => (/codemirror-vim\//.test(importer) ? vimLanguage : undefined)
  },
  load: {
    filter: { id: /vim-language$/ },
    handler: () => `export * from "@codemirror/language"
export const foldCode = () => false`
  }
}

const emacsCommands = "\0emacs-commands"

/**
 * Emacs' keys take CodeMirror's commands by their names, so that a build can leave out none. They have a copy of their own, for the same
 * reason. What knows the history of edits must be the editor's.
 */
const laterCommands: Plugin = {
  name: "later-commands",
  enforce: "pre",
  apply: "build",
  resolveId: {
    filter: { id: /^(?:@codemirror|later)\/commands$/ },
    async handler(source, importer = "") {
      if (source.startsWith("@")) return /codemirror-emacs\//.test(importer) ? emacsCommands : undefined
      const resolved = await this.resolve("@codemirror/commands")
      return resolved === null ? undefined : `${resolved.id}?later`
    }
  },
  load: {
    filter: { id: /emacs-commands$/ },
    handler: () => `export * from "later/commands"
export { redo, redoSelection, undo, undoSelection } from "@codemirror/commands"`
  }
}

/** The published file of Emacs' keys marks the calls that bind them as having no effect, so that a build leaves them out. */
const boundKeys: Plugin = {
  name: "bound-keys",
  apply: "build",
  transform: {
    filter: { id: /@replit\/codemirror-emacs\// },
    handler: (code) => ({ code: code.replaceAll("/*@__PURE__*/EmacsHandler.", "EmacsHandler."), map: null })
  }
}

/** Makes Vim's and Emacs' keys work in a build, and cost only those who choose them. */
export const otherKeys: ReadonlyArray<Plugin> = [withoutFolding, laterCommands, boundKeys]
