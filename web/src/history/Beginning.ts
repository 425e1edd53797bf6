const importing =
  /^(?:import\b|from\s+\S+\s+import\b|require\b|(?:const|let|var|local)\s[^=]+=\s*(?:await\s+import|require)\b)/

/** The lines that tell a program from others, without their indentation: many start with the same imports. */
export const tellingLines = (code: string): ReadonlyArray<string> => {
  const lines = code
    .split("\n")
    .map((line) => line.trim().slice(0, 200))
    .filter((line) => line !== "")
  const telling = lines.filter((line) => !importing.test(line))
  return telling.length === 0 ? lines : telling
}

/** A program in one line, to recognise it by. */
export const beginningOf = (code: string): string => tellingLines(code).slice(0, 3).join(" ↵ ")
