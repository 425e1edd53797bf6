/** The grammar alone: the completions that its package also has are of no use here. */
export { javascriptLanguage, typescriptLanguage } from "@codemirror/lang-javascript"
