import { goToLine } from "../controllers/EditorController.ts"
import { tell } from "../state/Notice.ts"
import { program } from "../state/Program.ts"

/** Moves to a place of a file, `undefined` for the main one. It may have been removed since the run that names it. */
export const goToFile = (line: number, name?: string, column?: number): void => {
  if (name === undefined || program.peek().files.some((file) => file.name === name)) goToLine(line, name, column)
  else tell(`There is no file “${name}” any more.`)
}
