import { apiUrl } from "../client.ts"
import { Dialog, openDialog } from "../dialog/Dialog.tsx"
import { hasFeature, limits } from "../state/Features.ts"
import { served } from "../state/Languages.ts"
import { commandKey as command } from "./CommandKey.ts"

const shortcuts = (): ReadonlyArray<readonly [keys: string, does: string]> => [
  [`${command}+Enter`, "Run the program"],
  ...(hasFeature("library") ? ([[`${command}+S`, "Save the program"]] as const) : []),
  [`F1 or ${command}+Shift+P`, "Find a command: everything that can be done on this page"],
  [`${command}+F`, "Find and replace in the program"],
  [
    "Ctrl+Space",
    "List names of the standard library and of the program. ↓ and ↑ move, Enter or Tab takes one, Esc closes"
  ],
  ["Shift+Alt+F", "Format the open file: Python, JavaScript, TypeScript, JSON and SQL"],
  ["Esc, then Tab", "Leave the editor"],
  [`${command}+Z`, "Undo"],
  [`${command}+/`, "Comment lines, or take the comment away"]
]

const mebibytes = (bytes: number) => `${Math.round(bytes / 1_048_576)} MiB`
const kibibytes = (bytes: number) => `${Math.round(bytes / 1024)} KiB`

const Limits = () => {
  const { value } = limits
  if (value === undefined) return <p class="quiet">The server has not answered yet.</p>
  return (
    <ul>
      <li>
        Time: {value.timeoutMs.default / 1000} s, in the settings up to {value.timeoutMs.maximum / 1000} s
      </li>
      <li>Memory: {mebibytes(value.memoryBytes.default)}</li>
      <li>Output: {kibibytes(value.outputBytes.maximum)} on either stream</li>
      <li>
        Program: {kibibytes(value.sourceBytes.maximum)}, standard input: {kibibytes(value.stdinBytes.maximum)}
      </li>
      <li>No network, no processes or threads of a program's own. Each run starts with empty folders.</li>
    </ul>
  )
}

const hasPackages = () => served.value.some(({ packages }) => packages.length > 0)

const Help = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog class="help" title="Help" content="help" onClose={onClose}>
    <h3>Keys</h3>
    <table>
      <tbody>
        {shortcuts().map(([keys, does]) => (
          <tr key={keys}>
            <th scope="row">
              <kbd>{keys}</kbd>
            </th>
            <td>{does}</td>
          </tr>
        ))}
      </tbody>
    </table>
    <p>
      The settings have Vim's and Emacs' keys. With them too, Esc and then Tab leaves the editor, and {command}+Enter
      runs. <kbd>:w</kbd>, or <kbd>Ctrl+X Ctrl+S</kbd>, saves. The plain editor has the browser's own keys.
    </p>
    <h3>Languages</h3>
    <ul>
      {served.value.map(({ id, mainFile, name, packages, version }) => (
        <li key={id}>
          {name} {version}, the main file is <code>{mainFile}</code>
          {packages.length > 0 && <p class="quiet">Packages: {packages.join(", ")}</p>}
        </li>
      ))}
    </ul>
    <p>
      {served.value.some(({ request }) => request?.check)
        ? "TypeScript's types are checked beside the run. "
        : "TypeScript's types are not checked. "}
      Programs have their language's standard library{hasPackages() && ", and the packages above"}; others cannot be
      installed from here. A program can read its other files, and pictures that it writes into the folder{" "}
      <code>out</code> are shown.
    </p>
    <h3>Limits of a run</h3>
    <Limits />
    <h3>Privacy</h3>
    <p>
      Programs and their output go to this page's server and nowhere else.{" "}
      {hasFeature("library")
        ? "It keeps what you save, and your runs until you delete them."
        : "It keeps nothing after a run."}{" "}
      Drafts and past runs stay in this browser.
    </p>
    <h3>More</h3>
    <p>
      <a href={`${apiUrl.replace(/\/+$/, "")}/docs`}>The API that this page uses</a>, and a{" "}
      <code>&lt;glissade-snippet&gt;</code> for pages of your own: <em>Embed</em> has its HTML.
    </p>
  </Dialog>
)

export const openHelp = (): void => openDialog(Help)
