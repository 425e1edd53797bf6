import source from "./guest/harness.rb"
import preparationSource from "./guest/preparation.rb"

/** Where the harness leaves what a program died of. */
export const reportPath = "/dev/shm/report"

/** Classes of the errors of a program that was refused memory, or room for files. */
export const memoryErrorName = "NoMemoryError"
export const noSpaceErrorName = "Errno::ENOSPC"

/** A literal of Ruby; `#` would begin an interpolation. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("#", "\\#")

/** Evaluates a text under the name that is taken out of traces. */
const evaluated = (text: string): string => `eval(${literal(text)}, nil, "<sandbox>")`

/** Runs before the interpreter's image is taken: loads what most programs use, and goes where their files will be. */
export const preparation = evaluated(preparationSource)

/** What to evaluate to run the main file with some arguments. */
export const harness = (args: ReadonlyArray<string>): string =>
  `ARGV.replace([${args.map(literal).join(", ")}]); ${evaluated(source)}.call`
