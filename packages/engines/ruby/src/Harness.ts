import source from "./guest/harness.rb"
import preparationSource from "./guest/preparation.rb"

/** Where the harness writes the error that ended a program. */
export const reportPath = "/dev/shm/report"

/** Error classes of a program that was refused memory, or room for files. */
export const memoryErrorName = "NoMemoryError"
export const noSpaceErrorName = "Errno::ENOSPC"

/** A Ruby string literal; `#` could begin an interpolation. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("#", "\\#")

/** Evaluates a source under the name that is removed from traces. */
const evaluated = (text: string): string => `eval(${literal(text)}, nil, "<sandbox>")`

/** Runs before the interpreter's image is taken: loads what most programs use, and changes to the folder of the program's files. */
export const preparation = evaluated(preparationSource)

/** Source that runs the main file with arguments. */
export const harness = (args: ReadonlyArray<string>): string =>
  `ARGV.replace([${args.map(literal).join(", ")}]); ${evaluated(source)}.call`
