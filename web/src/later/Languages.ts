import { fetchExamples, fetchRuntimes } from "@glissade/client/Runtimes"
import { batch, effect } from "@preact/signals-core"
import { examples as builtIn } from "virtual:examples"
import { apiUrl } from "../client.ts"
import { findLanguage, served } from "../state/Languages.ts"
import { loadDraft } from "../state/Draft.ts"
import type { Example } from "../state/Program.ts"
import { begin, chooseLanguage, examples, kept, program } from "../state/Program.ts"

/** Takes the examples that have come; where the editor is still empty for want of one, the first of them is shown. */
const takeExamples = (arrived: Readonly<Record<string, ReadonlyArray<Example>>>): void =>
  batch(() => {
    examples.value = { ...examples.peek(), ...arrived }
    const { language } = program.peek()
    if (program.peek().code === "" && loadDraft(language) === undefined) program.value = begin(language)
  })

const begun = program.peek()

/** Goes back to the language of last time, which only the server knows, unless something was done in the meantime. */
const takeServed = (): void => {
  if (program.peek() === begun && begun.language !== kept && findLanguage(kept) !== undefined) chooseLanguage(kept)
}

const asked = new Set<string>()

/** A language that the page was not built with has its examples at the server. */
const askForExamples = () => {
  const { language } = program.value
  if (examples.peek()[language] !== undefined || asked.has(language)) return
  asked.add(language)
  fetchExamples(apiUrl, language).then(
    ({ examples }) => takeExamples({ [language]: examples }),
    // Without a network they are asked for when the language is chosen again.
    () => asked.delete(language)
  )
}

/** Gets the examples of all languages, and asks the server which languages it has. */
export const loadLanguages = (): void => {
  takeExamples(builtIn)
  effect(askForExamples)
  fetchRuntimes(apiUrl).then(
    ({ runtimes }) => {
      served.value = runtimes.map(({ extensions = [], grammar = "text", language, mainFile, name, version }) => ({
        id: language,
        name: name ?? language,
        mainFile,
        version,
        extensions,
        grammar
      }))
      takeServed()
    },
    () => {}
  )
}
