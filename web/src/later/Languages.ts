import { fetchExamples, fetchRuntimes } from "@glissade/client/Runtimes"
import { effect } from "@preact/signals-core"
import { examples as builtIn } from "virtual:examples"
import { apiUrl } from "../client.ts"
import { served } from "../state/Languages.ts"
import { examples, program, takeExamples, takeServed } from "../state/Program.ts"

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
