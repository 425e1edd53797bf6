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
