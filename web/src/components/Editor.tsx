import { attachHost, attachPlain, isPlain } from "../controllers/EditorController.ts"
import { current, edit } from "../state/Program.ts"

/** The program's text: a plain field at first, and the full editor once it is loaded, unless the plain one is preferred. */
export const Editor = () => (
  <div class="editor">
    <div ref={attachHost} class="code-editor" />
    {isPlain.value ? (
      <textarea
        ref={attachPlain}
        class="plain-editor"
        aria-label="Program"
        spellcheck={false}
        autocapitalize="off"
        autocomplete="off"
        value={current.value.content}
        onInput={(event) => edit(event.currentTarget.value)}
      />
    ) : null}
  </div>
)

/** How the editor is left by keyboard, which assistive technology reads with it. */
export const EditorHint = () => (
  <span id="editor-hint">
    {isPlain.value ? "Tab leaves the editor" : "Tab indents; Esc, then Tab leaves the editor"}
  </span>
)
