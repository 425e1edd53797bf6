import type { ExecutionResult } from "@glissade/protocol/ExecutionResult"
import { computed, effect, signal } from "@preact/signals-core"
import { client } from "./client.ts"
import { ConnectionIndicator } from "./components/ConnectionIndicator.tsx"
import { LanguageChoice, RunButtons } from "./components/Controls.tsx"
import { Editor, EditorHint } from "./components/Editor.tsx"
import { Output } from "./components/Output.tsx"
import { Status } from "./components/Status.tsx"
import { openConnection } from "./controllers/ConnectionController.ts"
import { focusEditor, goToLine, startEditor } from "./controllers/EditorController.ts"
import { describeRun, outputBytes } from "./describe.ts"
import { execution } from "./execution.ts"
import { lazy } from "./lazy.tsx"
import { outputView } from "./OutputView.ts"
import { account, dialog, inputLine, isDialogOpen, outputTools, programBar, tools } from "./state/Additions.ts"
import { look } from "./state/Look.ts"
import { announcement, notice, notLoaded } from "./state/Notice.ts"
import { openSnippetId } from "./state/OpenSnippet.ts"
import { chooseLanguage, mainFile, placed, program } from "./state/Program.ts"
import { offered, takesInput } from "./state/Languages.ts"

const connection = openConnection(client)
const { transcript, view } = execution

const FileTabs = lazy(async () => (await import("./files/FileTabs.tsx")).FileTabs)
const Inputs = lazy(async () => (await import("./components/Inputs.tsx")).Inputs)
const Beside = lazy(async () => (await import("./output/Beside.tsx")).Beside)
const NoticeBar = lazy(async () => (await import("./components/NoticeBar.tsx")).NoticeBar)

/** Whether the browser knows of a network. */
const isOnline = signal(navigator.onLine)

/** Moves on each second while something lasts. */
const now = signal(0)

const isRunning = computed(() => view.value.state !== "none" && view.value.state !== "ended")

const result = computed((): ExecutionResult | undefined =>
  view.value.state === "ended" && view.value.outcome.type === "result" ? view.value.outcome.result : undefined
)

/** The program whose output is shown, by the count of programs in the editor when it ran. */
const ran = signal(0)

/** Whether the output is of a program that was replaced in the editor. An edit does not count as a replacement. */
const isOfAnother = computed(() => {
  const { value } = view
  const { code, language } = program.value
  return (
    value.state === "ended" &&
    (value.request.language !== language || (ran.value !== placed.value && value.request.code !== code))
  )
})

const errorLine = computed(() => (isOfAnother.value ? undefined : result.value?.error?.line))

/** Whether the last run found nobody, on no way. */
const isUnreachable = computed(() => {
  const { value } = view
  return value.state === "ended" && value.outcome.type === "failure" && value.outcome.failure.code === "unreachable"
})

const runWith = (args: ReadonlyArray<string>) => {
  const { code, files, language, stdin } = program.peek()
  announcement.value = ""
  ran.value = placed.peek()
  // A way back is not lost by running what came.
  if (notice.peek()?.undo === undefined) notice.value = undefined
  const id = openSnippetId.peek()
  const { isTyping, timeoutMs } = look.peek()
  execution.run({
    language,
    code,
    files,
    stdin,
    args,
    ...(isTyping && takesInput(language) && client.status.route === "live" && { input: "stream" }),
    limits: { outputBytes, ...(timeoutMs && { timeoutMs }) },
    ...(id && { snippet_id: id })
  })
}

/** Runs the program in the editor. */
export const run = (): void => {
  const { args } = program.peek()
  if (args === "") runWith([])
  else import("./arguments.ts").then(({ splitArguments }) => runWith(splitArguments(args)), notLoaded)
}

const putAway = (byKeyboard: boolean) => {
  notice.value = undefined
  if (byKeyboard) focusEditor()
}

let attached: HTMLElement | null = null
const attachOutput = (element: HTMLElement | null) => {
  if (element === attached || element === null) return
  attached = element
  transcript.attach(outputView(element))
}

/** Effects that start once the page is rendered. */
export const start = (): void => {
  startEditor(() => errorLine.value)
  addEventListener("keydown", (event) => {
    const isRunKey = event.ctrlKey || event.metaKey || (event.target as HTMLElement).matches(".arguments")
    if (event.key !== "Enter" || !isRunKey || event.repeat || event.isComposing || isDialogOpen()) return
    event.preventDefault()
    run()
  })
  for (const type of ["online", "offline"]) {
    addEventListener(type, () => {
      isOnline.value = navigator.onLine
    })
  }
  effect(() => {
    // Count from the start of each phase, so that seconds are whole.
    if (!view.value || !isRunning.value) return
    const tick = () => {
      now.value = Date.now()
    }
    tick()
    const timer = setInterval(tick, 1000)
    return () => clearInterval(timer)
  })
}

export const App = () => (
  <>
    <header>
      <h1>Glissade</h1>
      <LanguageChoice
        languages={offered(program.value.language)}
        language={program.value.language}
        onLanguage={chooseLanguage}
      />
      <div class="tools">{tools.value()}</div>
      <RunButtons isRunning={isRunning.value} onRun={run} onStop={execution.stop} />
      {account.value()}
      <NoticeBar notice={notice.value} onDone={putAway} />
    </header>
    <p class="visually-hidden" role="status">
      {announcement.value}
    </p>
    <main>
      <section class="program" aria-labelledby="program-heading">
        <h2 id="program-heading" class="visually-hidden">
          Program
        </h2>
        {programBar.value()}
        <div class="tabs">
          <FileTabs />
        </div>
        <Editor />
        <div class="inputs-place">
          <Inputs />
        </div>
      </section>
      <div class="splitter" />
      <section class="result" aria-labelledby="output-heading">
        <div class="result-head">
          <h2 id="output-heading">Output</h2>
          {outputTools.value()}
        </div>
        <Status
          {...describeRun(view.value, now.value, isOnline.value)}
          isOfAnother={isOfAnother.value}
          errorLine={errorLine.value}
          mainFile={program.value.files.length === 0 ? "" : mainFile.value}
          onLine={goToLine}
        />
        <Output attach={attachOutput} hint={result.value && "The program printed nothing."} />
        {inputLine.value()}
        {result.value && <Beside {...result.value} onRun={run} />}
      </section>
    </main>
    <footer>
      <ConnectionIndicator status={connection.value} isOnline={isOnline.value} isUnreachable={isUnreachable.value} />
      <EditorHint />
    </footer>
    {dialog.value()}
  </>
)
