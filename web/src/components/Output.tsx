import { useEffect, useRef } from "preact/hooks"
import type { Transcript } from "../Transcript.ts"
import { maximumShown } from "../Transcript.ts"

/** Shows what a program printed; stderr apart by colour and by a label that screen readers read. Text only, never HTML. */
export const Output = ({ transcript }: { readonly transcript: Transcript }) => {
  const element = useRef<HTMLPreElement>(null)
  useEffect(() => {
    const pre = element.current!
    transcript.attach({
      append: (stream, text) => {
        const follows = pre.scrollHeight - pre.scrollTop - pre.clientHeight < 40
        const last = pre.lastElementChild as HTMLElement | null
        if (last?.dataset.stream === stream) {
          last.append(text)
        } else {
          const span = document.createElement("span")
          span.dataset.stream = stream
          if (stream === "stderr") span.setAttribute("aria-label", "standard error")
          span.append(text)
          pre.append(span)
        }
        if (follows) pre.scrollTop = pre.scrollHeight
      },
      clear: () => pre.replaceChildren(),
      cut: () => {
        const notice = document.createElement("p")
        notice.className = "notice"
        notice.textContent = `Only the first ${maximumShown / 1024} KiB are shown.`
        pre.append(notice)
      }
    })
    return () => transcript.attach(undefined)
  }, [transcript])
  return <pre ref={element} class="output" tabIndex={0} aria-labelledby="output-heading" />
}
