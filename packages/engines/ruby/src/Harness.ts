import source from "./guest/harness.rb"
import librariesSource from "./guest/libraries.rb"
import preparationSource from "./guest/preparation.rb"
import processesSource from "./guest/processes.rb"

/** Where the harness writes the error that ended a program. */
export const reportPath = "/dev/shm/report"

/** Error classes of a program that was refused memory, or room for files. */
export const memoryErrorName = "NoMemoryError"
export const noSpaceErrorName = "Errno::ENOSPC"

/** A Ruby string literal; `#` could begin an interpolation. */
const literal = (text: string): string => JSON.stringify(text).replaceAll("#", "\\#")

/** Evaluates a source under a name whose lines Ruby shows in no trace, as those of methods that are written in C. */
const evaluated = (text: string): string => `eval(${literal(text)}, nil, "<internal:sandbox>")`

/**
 * Runs before the interpreter's image is taken: loads what most programs use, changes to the folder of the program's files, and replaces
 * what the build cannot do by words that say so.
 */
export const preparation = [...[preparationSource, processesSource, librariesSource].map(evaluated), "GC.start"].join(
  "; "
)

/** Source of a procedure that runs the main file with arguments. */
export const harness = (args: ReadonlyArray<string>): string =>
  `ARGV.replace([${args.map(literal).join(", ")}]); ${evaluated(source)}`
