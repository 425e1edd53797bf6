import type { Runtime } from "@glissade/client/Runtimes"
import { fetchExamples, fetchRuntimes } from "@glissade/client/Runtimes"
import { batch, effect } from "@preact/signals-core"
import { baseOf, nativeId } from "./NativeLanguage.ts"
import { examples as builtIn } from "virtual:examples"
import { apiUrl } from "../client.ts"
import { limits, takeFeatures } from "../state/Features.ts"
import type { ServedLanguage } from "../state/Languages.ts"
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

/** A language as the page shows it. Where it is there in WebAssembly too, the native one is a language of its own, with drafts of its own. */
const toServed = (
  {
    check,
    compiled,
    extensions = [],
    grammar = "text",
    interactiveInput,
    language,
    mainFile,
    name = language,
    packages = [],
    version
  }: Runtime,
  isAlsoInWebAssembly = false
): ServedLanguage => ({
  id: isAlsoInWebAssembly ? nativeId(language) : language,
  name: isAlsoInWebAssembly ? `${name}, native` : name,
  mainFile,
  version,
  extensions,
  grammar,
  isInteractive: interactiveInput === true,
  packages: packages.map((one) => `${one.name} ${one.version}`),
  request: {
    language,
    check,
    ...(isAlsoInWebAssembly && { runtime: "native" }),
    ...(compiled && { compile_output: true })
  }
})

const asked = new Set<string>()

/** Loads the examples of a language that the page was not built with from the server. */
const askForExamples = () => {
  const { language } = program.value
  if (examples.peek()[language] !== undefined || asked.has(language)) return
  // A program for the one is a program for the other.
  const same = examples.value[baseOf(language)]
  if (same !== undefined) return takeExamples({ [language]: same })
  asked.add(language)
  fetchExamples(apiUrl, baseOf(language)).then(
    ({ examples }) => takeExamples({ [language]: examples }),
    // Without a network, try again when the language is chosen again.
    () => asked.delete(language)
  )
}

let answered: Promise<void> | undefined

/** How long until the server is asked again whose native languages were not there yet, in milliseconds, and how often. */
const askAgainMs = 3_000
let asksLeft = 20

/** Whether the server said that its native languages are not there yet. */
let isStarting = false

const askLater = () => {
  if (!isStarting || asksLeft-- <= 0) return
  setTimeout(() => {
    answered = undefined
    void askServer()
  }, askAgainMs)
}

/** Asks the server which languages it has, until it has answered once. */
export const askServer = (): Promise<void> =>
  (answered ??= fetchRuntimes(apiUrl).then(
    ({ features, limits: told, nativeRuntimes = [], nativeStarting, runtimes }) => {
      takeFeatures(features)
      limits.value = told
      const languages = runtimes.map((runtime) => toServed(runtime))
      const isInWebAssembly = ({ language }: Runtime) => languages.some(({ id }) => id === language)
      served.value = [...languages, ...nativeRuntimes.map((runtime) => toServed(runtime, isInWebAssembly(runtime)))]
      // Later on, somebody who reads or writes keeps what is there.
      if (runtimes.length > 0 && (!isStarting || document.activeElement === document.body)) takeServed()
      isStarting = nativeStarting === true
      askLater()
    },
    () => {
      answered = undefined
      askLater()
    }
  ))

/** Loads the examples of all languages, and the server's list of languages. */
export const loadLanguages = (): void => {
  takeExamples(builtIn)
  effect(askForExamples)
  void askServer()
  addEventListener("online", () => void askServer())
}
