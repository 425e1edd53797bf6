/** The grammar only: the completions of its package are not used here. */
export { javascriptLanguage, typescriptLanguage } from "@codemirror/lang-javascript"
