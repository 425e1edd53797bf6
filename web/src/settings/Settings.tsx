import { choosePlain, prefersPlain } from "../controllers/EditorController.ts"
import { Dialog, openDialog } from "../dialog/Dialog.tsx"
import { limits } from "../state/Features.ts"
import { changeLook, look } from "../state/Look.ts"

const themes = [
  ["", "As the system has it"],
  ["light", "Light"],
  ["dark", "Dark"]
] as const

const sizes = [12, 13, 14, 16, 18, 20, 24]
const usualSize = 14

const seconds = [5, 10, 20, 30, 45, 60]

const Theme = () => (
  <label>
    Theme
    <select
      value={look.value.theme ?? ""}
      onChange={(event) => changeLook({ theme: event.currentTarget.value || undefined })}
    >
      {themes.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </select>
  </label>
)

const Size = () => (
  <label>
    Size of code and output
    <select
      value={look.value.size ?? usualSize}
      onChange={(event) => changeLook({ size: Number(event.currentTarget.value) })}
    >
      {sizes.map((size) => (
        <option key={size} value={size}>
          {size} pixels
        </option>
      ))}
    </select>
  </label>
)

const tabs = [2, 4, 8]

const Tab = () => (
  <label>
    Width of a tab
    <select
      value={look.value.tab ?? ""}
      onChange={(event) => changeLook({ tab: Number(event.currentTarget.value) || undefined })}
    >
      <option value="">As the language has it</option>
      {tabs.map((width) => (
        <option key={width} value={width}>
          {width} spaces
        </option>
      ))}
    </select>
  </label>
)

/** What is not as in the editor whose keys they are. */
const keyNotes = {
  "": "Ctrl+Enter runs the program.",
  vim: ":w saves. Ctrl+Enter runs the program.",
  emacs: "Ctrl+X Ctrl+S saves. Ctrl+Enter runs the program."
}

const keySets = [
  ["", "Standard"],
  ["vim", "Vim"],
  ["emacs", "Emacs"]
] as const

const Keys = () => (
  <>
    <label>
      Keys of the editor
      <select
        value={look.value.keys ?? ""}
        disabled={prefersPlain.value}
        aria-describedby="keys-note"
        onChange={(event) =>
          changeLook({ keys: keySets.find(([value]) => value === event.currentTarget.value)?.[0] || undefined })
        }
      >
        {keySets.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
    <p id="keys-note" class="quiet">
      {prefersPlain.value ? "The plain editor has the browser's own keys." : keyNotes[look.value.keys ?? ""]}
    </p>
  </>
)

/** Limits that the server has, from which the person chooses. */
const TimeLimit = () => {
  const { default: usual = 10_000, maximum = 10_000 } = limits.value?.timeoutMs ?? {}
  const offered = [...new Set([...seconds.map((count) => count * 1000), usual, maximum])]
    .filter((ms) => ms <= maximum)
    .toSorted((one, other) => one - other)
  return (
    <label>
      Time limit of a run
      <select
        value={Math.min(look.value.timeoutMs ?? usual, maximum)}
        onChange={(event) => changeLook({ timeoutMs: Number(event.currentTarget.value) })}
      >
        {offered.map((ms) => (
          <option key={ms} value={ms}>
            {ms / 1000} seconds
          </option>
        ))}
      </select>
    </label>
  )
}

const Settings = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog class="settings" title="Settings" content="settings" onClose={onClose}>
    <div class="about">
      <Theme />
      <Size />
      <Tab />
      <Keys />
      <TimeLimit />
      <label class="choice">
        <input
          type="checkbox"
          checked={look.value.isWide !== true}
          onChange={(event) => changeLook({ isWide: !event.currentTarget.checked })}
        />
        Wrap long lines of the output
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={look.value.suggests !== false}
          onChange={(event) => changeLook({ suggests: event.currentTarget.checked })}
        />
        Suggest names while typing (Ctrl+Space always does)
      </label>
      <label class="choice">
        <input
          type="checkbox"
          checked={prefersPlain.value}
          onChange={(event) => choosePlain(event.currentTarget.checked)}
        />
        Plain editor: a text field without colours, for screen readers and small devices
      </label>
      <p class="quiet">Settings stay in this browser.</p>
    </div>
  </Dialog>
)

export const openSettings = (): void => openDialog(Settings)
