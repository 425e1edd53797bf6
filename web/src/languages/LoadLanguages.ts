import { fetchExamples, fetchRuntimes } from "@glissade/client/Runtimes"
import { batch, effect } from "@preact/signals-core"
import { examples as builtIn } from "virtual:examples"
import { apiUrl } from "../client.ts"
import { limits, takeFeatures } from "../state/Features.ts"
import { served } from "../state/Languages.ts"
import { loadDraft } from "../state/Draft.ts"
import type { Example } from "../state/Program.ts"
import { begin, chooseLanguage, examples, kept, program } from "../state/Program.ts"

/** Stores examples that were loaded. If the editor is empty because it had none, the first one is shown. */
const takeExamples = (arrived: Readonly<Record<string, ReadonlyArray<Example>>>): void =>
  batch(() => {
    examples.value = { ...examples.peek(), ...arrived }
    const { language } = program.peek()
    if (program.peek().code === "" && loadDraft(language) === undefined) program.value = begin(language)
  })

const begun = program.peek()

/** Returns to the last used language, if only the server has it, or leaves one that it has not, unless the person has done something meanwhile. */
const takeServed = (): void => {
  if (program.peek() !== begun) return
  const has = (id: string) => served.peek().some((language) => language.id === id)
  if (begun.language !== kept && has(kept)) chooseLanguage(kept)
  else if (!has(begun.language)) chooseLanguage(served.peek()[0]!.id)
}

const asked = new Set<string>()

/** Loads the examples of a language that the page was not built with from the server. */
const askForExamples = () => {
  const { language } = program.value
  if (examples.peek()[language] !== undefined || asked.has(language)) return
  asked.add(language)
  fetchExamples(apiUrl, language).then(
    ({ examples }) => takeExamples({ [language]: examples }),
    // Without a network, try again when the language is chosen again.
    () => asked.delete(language)
  )
}

let answered: Promise<void> | undefined

/** Asks the server which languages it has, until it has answered once. */
export const askServer = (): Promise<void> =>
  (answered ??= fetchRuntimes(apiUrl).then(
    ({ features, limits: told, runtimes }) => {
      takeFeatures(features)
      limits.value = told
      served.value = runtimes.map(
        ({
          check,
          extensions = [],
          grammar = "text",
          interactiveInput,
          language,
          mainFile,
          name,
          packages = [],
          version
        }) => ({
          id: language,
          name: name ?? language,
          mainFile,
          version,
          extensions,
          grammar,
          check,
          isInteractive: interactiveInput === true,
          packages: packages.map((one) => `${one.name} ${one.version}`)
        })
      )
      if (runtimes.length > 0) takeServed()
    },
    () => {
      answered = undefined
    }
  ))

/** Loads the examples of all languages, and the server's list of languages. */
export const loadLanguages = (): void => {
  takeExamples(builtIn)
  effect(askForExamples)
  void askServer()
  addEventListener("online", () => void askServer())
}
