import type { Corpus } from "./Corpora.ts"
import type { Ending, Outcome } from "./Program.ts"

/** Why programs end otherwise here than natively, by corpus and name. */
const known: ReadonlyArray<readonly [programs: RegExp, reason: string]> = [
  [
    /matching_min_vertex_cover|matrix_based_game|test_polynomial/,
    "hashes have 32 bits, so that sets are in another order"
  ],
  [/chaos_machine/, "`len()` of a range ends at 32 bits"],
  [/graham_scan|maths\/area|line_length|newton_raphson|intpow_spec/, "the last digit: another C library"],
  [/fractals\//, "no window (`turtle`)"],
  [/odd_even_transposition_parallel|exercism-javascript: exercises\/practice\/grep$/, "no other processes"],
  [/parallel-letter-frequency/, "no threads (`worker_threads`, `Ractor`)"],
  [/Prototype\/RealWorld/, "esbuild gives a class another name natively"],
  [
    /binomial_heap|stacks\/stack\.py|minkowski_distance|integration_by_simpson_approx/,
    "traces of Python 3.13 show the library's own frames, and ours are of 3.14"
  ]
]

const byStatus: Partial<Record<Ending["status"], string>> = {
  timeout: "longer than 60 s",
  memory_limit: "more than 256 MB",
  output_limit: "more than 512 KiB of output",
  refused: "more files, or larger ones, than a request may have"
}

const byText: ReadonlyArray<readonly [sign: RegExp, reason: string]> = [
  [/multiple exception types must be parenthesized/, "syntax of Python 3.14"],
  [/NameError: name 'Matrix' is not defined/, "annotations of Python 3.14"],
  [
    /NoMethodError.*Data|uninitialized constant.*Data|Data\.define|main\.rb:2:in `require_relative'/s,
    "syntax or classes of later versions of Ruby"
  ],
  [/syntax error/, "syntax of another version"]
]

const lastLine = (text: string): string => text.trim().split("\n").at(-1) ?? ""

/** The reason that is known, or what the program said. */
export const reasonOf = ({ id }: Corpus, { here, native, program }: Outcome): string => {
  const found = known.find(([programs]) => programs.test(`${id}: ${program}`))
  if (found !== undefined) return found[1]
  const failed = here.status === "success" ? native : here
  return (
    byStatus[failed.status] ??
    byText.find(([sign]) => sign.test(failed.stderr))?.[1] ??
    (lastLine(failed.stderr).slice(0, 100) || "another output")
  )
}

const kinds: ReadonlyArray<readonly [sign: RegExp, kind: string]> = [
  [/EOFError|undefined method `\w+' for nil:NilClass/, "reads input that it is not given"],
  [/ModuleNotFoundError|No module named/, "needs a package that is not installed"],
  [/attempted relative import/, "is part of a package, and no program"],
  [/the following arguments are required|arguments? required|IndexError: list index out of range/, "needs arguments"],
  [/multiple exception types/, "is written for Python 3.14 and fails there for another reason"],
  [/syntax error|SyntaxError|ERROR: /, "has an error of syntax, or imports what is not there"]
]

/** Why a program fails in both places, from what it said natively. */
export const kindOf = ({ status, stderr, stdout }: Ending): string => {
  if (status === "timeout") return "longer than 60 s"
  const kind = kinds.find(([sign]) => sign.test(stderr))?.[1]
  if (kind !== undefined) return kind
  return /^# \d+ of \d+ pass$|^\d+ runs,/m.test(stdout) ? "its own tests fail" : "an error of its own"
}
