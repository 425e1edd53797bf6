import { useEffect, useState } from "preact/hooks"
import { splitArguments } from "./arguments.ts"
import { client } from "./client.ts"
import { Editor } from "./components/Editor.tsx"
import { Output } from "./components/Output.tsx"
import { Status } from "./components/Status.tsx"
import { Toolbar } from "./components/Toolbar.tsx"
import type { Draft } from "./drafts.ts"
import { loadDraft, loadLanguage, saveDraft, saveLanguage } from "./drafts.ts"
import { useExecution } from "./hooks/useExecution.ts"
import { useWebSocket } from "./hooks/useWebSocket.ts"
import type { Example } from "./languages.ts"
import { languages } from "./languages.ts"

/** What the page asks for, so that a long listing is not cut: the most that a server gives. */
const outputBytes = 512 * 1024

const firstOf = (language: string): ReadonlyArray<Example> =>
  languages.flatMap(({ first, id }) => (id === language ? [first] : []))

const firstDraft = (language: string): Draft => {
  const [example] = firstOf(language)
  return { code: example?.code ?? "", stdin: example?.stdin ?? "", args: "" }
}

const useExamples = (language: string): ReadonlyArray<Example> => {
  const [further, setFurther] = useState<Readonly<Record<string, ReadonlyArray<Example>>>>({})
  useEffect(() => {
    import("./examples.ts").then(
      ({ examples }) => setFurther(examples),
      // The page works with the first one alone.
      () => {}
    )
  }, [])
  return [...firstOf(language), ...(further[language] ?? [])]
}

const useVersions = (): Readonly<Record<string, string>> => {
  const [versions, setVersions] = useState<Readonly<Record<string, string>>>({})
  useEffect(() => {
    client.runtimes().then(
      (answer) => {
        const { runtimes } = answer as { readonly runtimes: ReadonlyArray<{ language: string; version: string }> }
        setVersions(Object.fromEntries(runtimes.map(({ language, version }) => [language, version])))
      },
      // Only the numbers in the menu are missing then; a run will say what is wrong.
      () => {}
    )
  }, [])
  return versions
}

const initialLanguage = (): string => {
  const kept = loadLanguage()
  return languages.some(({ id }) => id === kept) ? kept : "python"
}

export const App = () => {
  const connection = useWebSocket(client)
  const execution = useExecution(client)
  const versions = useVersions()
  const [language, setLanguage] = useState(initialLanguage)
  const [draft, setDraft] = useState(() => loadDraft(language) ?? firstDraft(language))
  const examples = useExamples(language)
  const view = execution.view.value

  const change = (changes: Partial<Draft>) => {
    const next = { ...draft, ...changes }
    setDraft(next)
    saveDraft(language, next)
  }
  const chooseLanguage = (next: string) => {
    setLanguage(next)
    saveLanguage(next)
    setDraft(loadDraft(next) ?? firstDraft(next))
  }
  const chooseExample = ({ code, stdin = "" }: Example) => change({ code, stdin, args: "" })
  const run = () =>
    execution.run({
      language,
      code: draft.code,
      stdin: draft.stdin,
      args: splitArguments(draft.args),
      limits: { outputBytes }
    })

  const isRunning = view.state !== "none" && view.state !== "ended"
  const errorLine =
    view.state === "ended" && view.outcome.type === "result" ? view.outcome.result.error?.line : undefined

  return (
    <>
      <header>
        <h1>Glissade</h1>
        <Toolbar
          languages={languages.map((entry) => {
            const version = versions[entry.id]
            return version === undefined ? entry : { ...entry, version }
          })}
          language={language}
          onLanguage={chooseLanguage}
          examples={examples}
          onExample={chooseExample}
          isRunning={isRunning}
          onRun={run}
          onStop={execution.stop}
          connection={connection}
        />
      </header>
      <main>
        <section class="program" aria-labelledby="program-heading">
          <h2 id="program-heading" class="visually-hidden">
            Program
          </h2>
          <Editor
            code={draft.code}
            language={language}
            onChange={(code) => change({ code })}
            onRun={run}
            errorLine={errorLine}
          />
          <details class="inputs" open={draft.stdin !== "" || draft.args !== ""}>
            <summary>Input</summary>
            <label>
              Arguments
              <input
                type="text"
                value={draft.args}
                spellcheck={false}
                placeholder='one two "three four"'
                onInput={(event) => change({ args: event.currentTarget.value })}
              />
            </label>
            <label>
              Standard input
              <textarea
                rows={4}
                spellcheck={false}
                value={draft.stdin}
                onInput={(event) => change({ stdin: event.currentTarget.value })}
              />
            </label>
          </details>
        </section>
        <section class="result" aria-labelledby="output-heading">
          <h2 id="output-heading">Output</h2>
          <Status view={view} />
          <Output transcript={execution.transcript} />
        </section>
      </main>
    </>
  )
}
