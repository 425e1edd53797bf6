/** Saves something as a file. */
export const download = (content: BlobPart, type: string, name: string) => {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  // The browser has taken the address by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** Saves what a program printed as a file. */
export const downloadText = (text: string): void => download(text, "text/plain;charset=utf-8", "output.txt")
