import type { Plugin } from "vite"

/** In a build, gives the files of a package another module in the place of one. */
const instead = (name: string, of: { readonly module: RegExp; readonly importer: RegExp }, code: string): Plugin => {
  const id = `\0${name}`
  return {
    name,
    enforce: "pre",
    apply: "build",
    resolveId: {
      filter: { id: of.module },
      handler: (_, importer = "") => (of.importer.test(importer) ? id : undefined)
    },
    load: { filter: { id: new RegExp(`^\0${name}$`) }, handler: () => code }
  }
}

/**
 * Vim's keys fold code, which the page's editor does not show, and they do not unfold it: they do without. Else folding would come with the
 * editor for everybody (1.2 KB), since a module is in one file.
 */
const withoutFolding = instead(
  "vim-language",
  { module: /^@codemirror\/language$/, importer: /codemirror-vim\// },
  `export * from "@codemirror/language"
export const foldCode = () => false`
)

/**
 * Emacs' keys take CodeMirror's commands by their names, so that a build can leave out none. They have a copy of their own, for the same
 * reason. What knows the history of edits must be the editor's.
 */
const ownCommands = instead(
  "emacs-commands",
  { module: /^@codemirror\/commands$/, importer: /codemirror-emacs\// },
  `export * from "later/commands"
export { redo, redoSelection, undo, undoSelection } from "@codemirror/commands"`
)

/** The copy of the commands. */
const laterCommands: Plugin = {
  name: "later-commands",
  enforce: "pre",
  apply: "build",
  resolveId: {
    filter: { id: /^later\/commands$/ },
    async handler() {
      const resolved = await this.resolve("@codemirror/commands")
      return resolved === null ? undefined : `${resolved.id}?later`
    }
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
export const otherKeys: ReadonlyArray<Plugin> = [withoutFolding, ownCommands, laterCommands, boundKeys]
