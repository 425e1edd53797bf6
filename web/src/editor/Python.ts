/** The grammar alone: the completions that its package also has are of no use here. */
export { pythonLanguage } from "@codemirror/lang-python"
