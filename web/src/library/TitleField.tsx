import { cleanTitle } from "./Title.ts"

interface TitleFieldProps {
  readonly title: string
  readonly onDone: (title: string | undefined) => void
}

/** Everything is selected once: a new title is typed over the old one. */
const begin = (input: HTMLInputElement | null) => {
  if (input === null || document.activeElement === input) return
  input.focus()
  input.select()
}

/** A title that is being typed. Enter takes it, Escape leaves it as it was, and so does a title of spaces. */
export const TitleField = ({ onDone, title }: TitleFieldProps) => (
  <input
    ref={begin}
    class="title-field"
    type="text"
    aria-label="Title"
    maxLength={200}
    defaultValue={title}
    spellcheck={false}
    autocomplete="off"
    onKeyDown={(event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return
      // The dialog around it would close.
      event.preventDefault()
      event.stopPropagation()
      const typed = cleanTitle(event.currentTarget.value)
      onDone(event.key === "Escape" || typed === "" || typed === title ? undefined : typed)
    }}
    onBlur={(event) => {
      const typed = cleanTitle(event.currentTarget.value)
      onDone(typed === "" || typed === title ? undefined : typed)
    }}
  />
)
