import { showCommands, startPaletteKeys } from "../commands/OpenPalette.ts"
import { startFormatKey } from "../format/FormatKey.ts"
import { startDropping } from "../files/Upload.ts"
import { execution } from "../execution.ts"
import { outputTools, tools } from "../state/Additions.ts"
import { changeLook, look } from "../state/Look.ts"
import { examples, program, toDraft } from "../state/Program.ts"
import { replaceOnRequest, reset } from "../state/Replacement.ts"
import { share, showEmbed, showHelp, showHistory, showSettings } from "./Actions.ts"
import { startNotices } from "./Notices.ts"
import { copyOutput, downloadOutput } from "./OutputText.ts"
import { startSplitter } from "./Splitter.ts"
import "../styles/ToolStyle.ts"

interface ToolProps {
  readonly icon: string
  readonly name: string
  readonly title?: string
  readonly look?: string
  readonly onClick: () => void
}

/** A button with an icon; its name is for those who hear it, and for the pointer. */
const Tool = ({ icon, look = "", name, onClick, title = name }: ToolProps) => (
  <button type="button" class={`tool icon i-${icon} ${look}`} aria-label={name} title={title} onClick={onClick} />
)

const Examples = () => {
  const { language } = program.value
  const offered = examples.value[language] ?? []
  return (
    <select
      aria-label="Examples"
      class="examples"
      value=""
      onChange={(event) => {
        const example = offered[Number(event.currentTarget.value)]
        event.currentTarget.value = ""
        if (example !== undefined) replaceOnRequest(program.peek().language, toDraft(example))
      }}
    >
      <option value="">Examples</option>
      {offered.map(({ title }, index) => (
        <option key={title} value={index}>
          {title}
        </option>
      ))}
    </select>
  )
}

/** What is done with the program besides running it. */
const Tools = () => (
  <>
    <Examples />
    <Tool icon="rotate-ccw" name="Reset" title="Reset: back to the first example" onClick={reset} />
    <span class="gap" />
    <Tool
      icon="square-chevron-right"
      look="commands"
      name="Commands"
      title="Commands: all that can be done here (F1)"
      onClick={showCommands}
    />
    <Tool icon="clock" name="History" onClick={showHistory} />
    <Tool icon="settings" name="Settings" onClick={showSettings} />
    <Tool icon="circle-help" name="Help" onClick={showHelp} />
    <Tool
      icon="code-xml"
      name="Embed"
      title="Embed: HTML that shows this program on another page"
      onClick={showEmbed}
    />
    <Tool icon="share-2" look="share" name="Share" title="Share: copy a link to this program" onClick={share} />
  </>
)

/** What is done with the output. */
const OutputTools = () => {
  const { isWide = false } = look.value
  const isNone = execution.view.value.state === "none"
  return (
    <>
      <button
        type="button"
        class="tool icon i-wrap-text"
        aria-label="Wrap long lines"
        title="Wrap long lines"
        aria-pressed={!isWide}
        onClick={() => changeLook({ isWide: !isWide })}
      />
      <button
        type="button"
        class="tool icon i-copy"
        aria-label="Copy"
        title="Copy the output"
        disabled={isNone}
        onClick={() => void copyOutput()}
      />
      <button
        type="button"
        class="tool icon i-download"
        aria-label="Download"
        title="Download the output"
        disabled={isNone}
        onClick={downloadOutput}
      />
    </>
  )
}

/** Shows the tools that are not needed to type and run. */
export const startTools = (): void => {
  tools.value = Tools
  outputTools.value = OutputTools
  document.querySelector<HTMLElement>(".run")!.title = "Ctrl+Enter or ⌘+Enter"
  startSplitter()
  startPaletteKeys()
  startFormatKey()
  startNotices()
  startDropping()
}
