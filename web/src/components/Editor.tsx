import { useEffect, useRef, useState } from "preact/hooks"
import type { CodeEditor } from "../editor/CodeEditor.ts"

interface EditorProps {
  readonly code: string
  readonly language: string
  readonly onChange: (code: string) => void
  readonly onRun: () => void
  /** Line of the error, from 1, or none. */
  readonly errorLine: number | undefined
}

/** The program's text: a plain textarea at once, and the full editor as soon as it has arrived. */
export const Editor = (props: EditorProps) => {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<CodeEditor | undefined>(undefined)
  const latest = useRef(props)
  latest.current = props
  const [loaded, setLoaded] = useState(false)

  useEffect(() => {
    let left = false
    void import("../editor/CodeEditor.ts").then(async ({ createEditor }) => {
      if (left) return
      const made = await createEditor({
        parent: host.current!,
        code: latest.current.code,
        language: latest.current.language,
        onChange: (code) => latest.current.onChange(code),
        onRun: () => latest.current.onRun()
      })
      if (left) return made.destroy()
      editor.current = made
      made.setCode(latest.current.code)
      setLoaded(true)
    })
    return () => {
      left = true
      editor.current?.destroy()
    }
  }, [])

  useEffect(() => {
    editor.current?.setCode(props.code)
  }, [props.code])
  useEffect(() => {
    void editor.current?.setLanguage(props.language)
  }, [props.language, loaded])
  useEffect(() => {
    editor.current?.markError(props.errorLine)
  }, [props.errorLine, loaded])

  return (
    <div class="editor">
      <div ref={host} class="code-editor" />
      {loaded ? null : (
        <textarea
          class="plain-editor"
          aria-label="Program"
          spellcheck={false}
          autocapitalize="off"
          autocomplete="off"
          value={props.code}
          onInput={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              props.onRun()
            }
          }}
        />
      )}
    </div>
  )
}
