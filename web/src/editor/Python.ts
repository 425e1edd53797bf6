/** The grammar only: the completions of its package are not used here. */
export { pythonLanguage } from "@codemirror/lang-python"
