import { readSession } from "../account/StoredSession.ts"
import { run } from "../App.tsx"
import { choosePlain, focusEditor, prefersPlain } from "../controllers/EditorController.ts"
import { openView } from "../editor/OpenView.ts"
import { openSearch } from "../editor/SearchPart.ts"
import { execution } from "../execution.ts"
import { addNewFile } from "../files/FileTabs.tsx"
import { chooseFiles } from "../files/Upload.ts"
import { hasFormatter } from "../format/Formatters.ts"
import { commandKey } from "../help/CommandKey.ts"
import { shownName } from "../shownName.ts"
import { hasFeature, isSignedIn, serverHas } from "../state/Features.ts"
import { chooseAutosave, isAutosaving } from "../library/Autosave.ts"
import { offered } from "../state/Languages.ts"
import { changeLook, look } from "../state/Look.ts"
import { chooseLanguage, current, examples, mainFile, openFile, program, toDraft } from "../state/Program.ts"
import { replaceOnRequest, reset } from "../state/Replacement.ts"
import { requestSave } from "../state/Requests.ts"
import {
  compareWithEarlier,
  downloadProgram,
  formatProgram,
  share,
  showAccount,
  showEmbed,
  showHelp,
  showHistory,
  showLibrary,
  showSettings,
  signIn,
  signOut
} from "../tools/Actions.ts"
import { copyOutput, downloadOutput } from "../tools/OutputText.ts"
import type { Command } from "./Command.ts"

/** Commands, where a condition holds. */
const when = (holds: boolean, ...commands: ReadonlyArray<Command>): ReadonlyArray<Command> => (holds ? commands : [])

const isRunning = () => !["none", "ended"].includes(execution.view.peek().state)

const ofRuns = (): ReadonlyArray<Command> => [
  { title: "Run", also: "start execute", keys: `${commandKey}+Enter`, run },
  ...when(isRunning(), { title: "Stop", also: "cancel kill", run: execution.stop }),
  { title: "History", also: "past runs", run: showHistory },
  { title: "Compare with an earlier run", also: "diff history", run: compareWithEarlier },
  ...when(
    execution.view.peek().state !== "none",
    { title: "Copy the output", also: "clipboard", run: () => void copyOutput() },
    { title: "Download the output", also: "save", run: downloadOutput }
  )
]

const openTab = (name: string | undefined) => () => {
  openFile.value = name
  focusEditor()
}

const ofFiles = (): ReadonlyArray<Command> => {
  const open = openFile.peek()
  const others = [{ name: undefined }, ...program.peek().files].filter(({ name }) => name !== open)
  return [
    { title: "New file", also: "add", run: addNewFile },
    { title: "Upload files", also: "open import zip", run: chooseFiles },
    { title: "Download all files as zip", also: "save export archive", run: downloadProgram },
    ...others.map(({ name }) => ({
      title: `Open ${name === undefined ? mainFile.peek() : shownName(name)}`,
      also: "file tab",
      run: openTab(name)
    }))
  ]
}

const find = () => {
  const view = openView()
  if (view !== undefined) openSearch(view)
}

const ofProgram = (): ReadonlyArray<Command> => [
  ...when(openView() !== undefined, {
    title: "Find and replace",
    also: "search",
    keys: `${commandKey}+F`,
    run: find
  }),
  ...when(hasFormatter(current.peek().name), {
    title: "Format",
    also: "pretty indent beautify",
    keys: "Shift+Alt+F",
    run: formatProgram
  }),
  { title: "Share: copy a link", also: "url send", run: share },
  { title: "Embed: HTML for another page", also: "snippet iframe share", run: showEmbed },
  ...when(
    hasFeature("library"),
    { title: "Save", keys: `${commandKey}+S`, run: requestSave },
    {
      title: isAutosaving.peek() ? "Autosave: off" : "Autosave: on",
      also: "save by itself automatic",
      run: () => chooseAutosave(!isAutosaving.peek())
    },
    { title: "Library", also: "saved programs open", run: showLibrary }
  ),
  { title: "Reset to the first example", run: reset }
]

const themes = [
  ["As the system has it", undefined],
  ["Light", "light"],
  ["Dark", "dark"]
] as const

const keySets = [
  ["Standard", undefined],
  ["Vim", "vim"],
  ["Emacs", "emacs"]
] as const

const ofPage = (): ReadonlyArray<Command> => {
  const { isWide = false, keys, theme } = look.peek()
  const isPlain = prefersPlain.peek()
  return [
    { title: "Settings", also: "preferences options", run: showSettings },
    ...themes
      .filter(([, value]) => value !== theme)
      .map(([name, value]) => ({
        title: `Theme: ${name}`,
        also: "colours colors mode",
        run: () => changeLook({ theme: value })
      })),
    {
      title: isWide ? "Wrap long lines of the output" : "Do not wrap long lines of the output",
      also: "width",
      run: () => changeLook({ isWide: !isWide })
    },
    ...keySets
      .filter(([, value]) => !isPlain && value !== keys)
      .map(([name, value]) => ({
        title: `Keys: ${name}`,
        also: "editor shortcuts bindings",
        run: () => changeLook({ keys: value })
      })),
    {
      title: isPlain ? "Full editor" : "Plain editor",
      also: "textarea screen reader accessibility",
      run: () => choosePlain(!isPlain)
    },
    { title: "Help", also: "keys shortcuts limits privacy", run: showHelp }
  ]
}

const ofAccount = (): ReadonlyArray<Command> => {
  if (serverHas("sign_in") && !isSignedIn.peek()) return [{ title: "Sign in", also: "log in account", run: signIn }]
  return [
    ...when(hasFeature("account"), { title: "Account", also: "usage keys data", run: showAccount }),
    ...when(readSession() !== undefined, { title: "Sign out", also: "log out account", run: signOut })
  ]
}

const ofLanguages = (): ReadonlyArray<Command> => {
  const { language } = program.peek()
  return [
    ...offered(language)
      .filter(({ id }) => id !== language)
      .map(({ id, name }) => ({ title: `Language: ${name}`, also: id, run: () => chooseLanguage(id) })),
    ...(examples.peek()[language] ?? []).map((example) => ({
      title: `Example: ${example.title}`,
      run: () => replaceOnRequest(language, toDraft(example))
    }))
  ]
}

/** What can be done on the page now. */
export const commands = (): ReadonlyArray<Command> => [
  ...ofRuns(),
  ...ofFiles(),
  ...ofProgram(),
  ...ofPage(),
  ...ofAccount(),
  ...ofLanguages()
]
