import { downloadOutput } from "../tools/OutputText.ts"
import { maximumShown } from "../Transcript.ts"

/** Says below the output that it is cut, and how all of it is had. */
export const cutNotice = (): HTMLElement => {
  const notice = document.createElement("p")
  notice.className = "notice"
  const button = document.createElement("button")
  button.type = "button"
  button.textContent = "Download all of it"
  button.addEventListener("click", downloadOutput)
  notice.append(`Only the first ${maximumShown / 1024} KiB are shown. `, button)
  return notice
}
