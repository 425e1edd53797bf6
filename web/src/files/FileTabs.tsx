import { batch, signal } from "@preact/signals-core"
import { focusEditor } from "../controllers/EditorController.ts"
import { nameInSentence, shownName } from "../shownName.ts"
import { tell } from "../state/Notice.ts"
import { change, chooseLanguage, current, mainFile, openFile, program } from "../state/Program.ts"
import { hasFormatter } from "../format/Formatters.ts"
import { downloadProgram, formatProgram } from "../tools/Actions.ts"
import "../styles/ToolStyle.ts"
import { fileNameFault } from "./FileNames.ts"
import { chooseFiles } from "./Upload.ts"

/** A name that is being typed: of a new file, or the new name of an existing one. */
interface Naming {
  readonly of: string | undefined
  readonly name: string
  readonly fault?: string | undefined
}

const naming = signal<Naming | undefined>(undefined)

// The file that is being renamed disappears if its program is replaced.
openFile.subscribe(() => {
  if (naming.peek()?.of !== undefined) naming.value = undefined
})

/** The form was cancelled: the button that opened it gets the focus back when it is rendered again. */
let left: Naming | undefined

const leave = () => {
  left = naming.peek()
  naming.value = undefined
}

const focusAgain = (isRename: boolean) => (button: HTMLButtonElement | null) => {
  if (button === null || left === undefined || (left.of !== undefined) !== isRename) return
  left = undefined
  button.focus()
}

/** Asks for the name of a new file. */
export const addNewFile = (): void => {
  naming.value = { of: undefined, name: "" }
}

const addAgain = focusAgain(false)
const renameAgain = focusAgain(true)

const add = (name: string) => change({ files: [...program.peek().files, { name, content: "" }] })

const rename = (from: string, name: string) =>
  change({ files: program.peek().files.map((file) => (file.name === from ? { ...file, name } : file)) })

const namesBeside = (name: string | undefined) =>
  [mainFile.peek(), ...program.peek().files.map((file) => file.name)].filter((other) => other !== name)

const remove = (name: string) => {
  const { files, language } = program.peek()
  const at = files.findIndex((file) => file.name === name)
  if (at < 0) return
  const removed = files[at]!
  const bringBack = () =>
    batch(() => {
      if (program.peek().language !== language) chooseLanguage(language)
      const fault = fileNameFault(name, namesBeside(undefined))
      if (fault !== undefined) {
        tell(`${nameInSentence(name)} cannot come back: its name ${fault}.`, bringBack)
        return
      }
      change({ files: program.peek().files.toSpliced(at, 0, removed) })
      openFile.value = name
    })
  batch(() => {
    openFile.value = undefined
    change({ files: files.toSpliced(at, 1) })
  })
  tell(`${nameInSentence(name)} was removed.`, bringBack)
  // The first tab is that of the main file, which is open now.
  document.querySelector<HTMLElement>(".tab")?.focus()
}

const finish = ({ name, of }: Naming) => {
  const fault = fileNameFault(name, namesBeside(of))
  if (fault !== undefined) {
    naming.value = { name, of, fault }
    return
  }
  batch(() => {
    if (of === undefined) add(name)
    else rename(of, name)
    openFile.value = name
    naming.value = undefined
  })
  focusEditor()
}

const focus = (element: HTMLInputElement | null) => {
  if (element !== null && document.activeElement !== element) element.select()
}

const NameForm = ({ fault, name, of }: Naming) => (
  <form
    onSubmit={(event) => {
      event.preventDefault()
      finish({ name, of })
    }}
    onKeyDown={(event) => {
      if (event.key === "Escape") leave()
    }}
  >
    <label>
      <span class="visually-hidden">Name of the file</span>
      <input
        ref={focus}
        type="text"
        size={14}
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        value={name}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : "name-fault"}
        onInput={(event) => {
          naming.value = { of, name: event.currentTarget.value }
        }}
      />
    </label>
    <button type="submit">{of === undefined ? "Add" : "Rename"}</button>
    <button type="button" onClick={leave}>
      Cancel
    </button>
    {fault === undefined ? null : (
      <span id="name-fault" class="fault" role="alert">
        The name {fault}.
      </span>
    )}
  </form>
)

/** The strip scrolls to the file that is open. */
const show = (tab: HTMLButtonElement | null) => tab?.scrollIntoView({ block: "nearest", inline: "nearest" })

const Tab = ({ label, name }: { readonly label: string; readonly name: string | undefined }) => (
  <button
    ref={openFile.value === name ? show : null}
    type="button"
    class="tab"
    title={label}
    aria-current={openFile.value === name ? "true" : undefined}
    onClick={() => (openFile.value = name)}
  >
    {label}
  </button>
)

/** The files of the program: the main file and the others. */
export const FileTabs = () => {
  const open = openFile.value
  if (naming.value !== undefined) return <NameForm {...naming.value} />
  return (
    <>
      <div class="tab-strip">
        <Tab label={mainFile.value} name={undefined} />
        {program.value.files.map(({ name }) => (
          <Tab key={name} label={shownName(name)} name={name} />
        ))}
      </div>
      <button
        ref={addAgain}
        type="button"
        class="tool icon i-plus"
        aria-label="Add file"
        title="Add file"
        onClick={addNewFile}
      />
      <button
        type="button"
        class="tool icon i-upload"
        aria-label="Upload files"
        title="Upload files of this machine, zip archives too, or drop them on the page"
        onClick={chooseFiles}
      />
      <button
        type="button"
        class="tool icon i-download"
        aria-label="All files as zip"
        title="Download all files of the program as a zip archive"
        onClick={downloadProgram}
      />
      {hasFormatter(current.value.name) ? (
        <button
          type="button"
          class="tool icon i-align-left"
          aria-label="Format"
          title="Format this file (Shift+Alt+F)"
          onClick={formatProgram}
        />
      ) : null}
      {open === undefined ? null : (
        <>
          <span class="gap" />
          <button
            ref={renameAgain}
            type="button"
            class="tool icon i-pencil"
            aria-label="Rename"
            title="Rename this file"
            onClick={() => (naming.value = { of: open, name: open })}
          />
          <button
            type="button"
            class="tool icon i-trash-2"
            aria-label="Remove"
            title="Remove this file"
            onClick={() => remove(open)}
          />
        </>
      )}
    </>
  )
}
