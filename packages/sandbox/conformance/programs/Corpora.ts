import { fileURLToPath } from "node:url"
import {
  exercismJavaScriptPrograms,
  exercismLuaPrograms,
  exercismRubyPrograms,
  luaSpecPrograms,
  plainRubyPrograms,
  refactoringGuruPrograms,
  torokmarkPrograms
} from "./OtherPrograms.ts"
import type { Program } from "./Program.ts"
import {
  docstringPrograms,
  exercismPythonPrograms,
  humanEvalPrograms,
  keonPrograms,
  plainPythonPrograms,
  quixBugsPrograms
} from "./PythonPrograms.ts"
import { sourceTree } from "./SourceTree.ts"
import { testedPrograms } from "./TestedJavaScript.ts"

/** Programs that other people wrote, for other purposes. */
export interface Corpus {
  readonly id: string
  /** What is run of the repository, in a few words. */
  readonly title: string
  /** Folder of the repository in the cache, as `fetch.sh` names it. */
  readonly folder: string
  readonly engine: "python" | "javascript" | "lua" | "ruby"
  readonly programs: (root: string) => ReadonlyArray<Program>
  /** What came out in the review of November 2026, where the programs were sent to a server of the version before. */
  readonly before?: { readonly programs: number; readonly here: number; readonly native: number }
}

const cache = fileURLToPath(new URL("../../.cache/programs/", import.meta.url))

/** The folder in which a corpus lies after `fetch.sh`. */
export const rootOf = ({ folder }: Corpus): string => `${cache}${folder}`

export const corpora: ReadonlyArray<Corpus> = [
  {
    id: "the-algorithms-javascript",
    title: "TheAlgorithms/JavaScript, tests",
    folder: "the-algorithms-javascript",
    engine: "javascript",
    programs: (root) => testedPrograms(sourceTree(root), "javascript", "."),
    before: { programs: 346, here: 339, native: 345 }
  },
  {
    id: "the-algorithms-typescript",
    title: "TheAlgorithms/TypeScript, tests",
    folder: "the-algorithms-typescript",
    engine: "javascript",
    programs: (root) => testedPrograms(sourceTree(root), "typescript", "."),
    before: { programs: 99, here: 89, native: 94 }
  },
  {
    id: "the-algorithms-python-doctests",
    title: "TheAlgorithms/Python, doctests",
    folder: "the-algorithms-python",
    engine: "python",
    programs: (root) => docstringPrograms(sourceTree(root)),
    before: { programs: 1159, here: 957, native: 940 }
  },
  {
    id: "the-algorithms-python",
    title: "TheAlgorithms/Python, as programs without input",
    folder: "the-algorithms-python",
    engine: "python",
    programs: (root) => plainPythonPrograms(sourceTree(root)),
    before: { programs: 1159, here: 774, native: 768 }
  },
  {
    id: "the-algorithms-ruby",
    title: "TheAlgorithms/Ruby",
    folder: "the-algorithms-ruby",
    engine: "ruby",
    programs: (root) => plainRubyPrograms(sourceTree(root)),
    before: { programs: 192, here: 176, native: 181 }
  },
  {
    id: "the-algorithms-lua",
    title: "TheAlgorithms/Lua, specifications",
    folder: "the-algorithms-lua",
    engine: "lua",
    programs: (root) => luaSpecPrograms(sourceTree(root)),
    before: { programs: 60, here: 45, native: 47 }
  },
  {
    id: "refactoring-guru-typescript",
    title: "RefactoringGuru/design-patterns-typescript",
    folder: "refactoring-guru-typescript",
    engine: "javascript",
    programs: (root) => refactoringGuruPrograms(sourceTree(root)),
    before: { programs: 55, here: 48, native: 51 }
  },
  {
    id: "torokmark-typescript",
    title: "torokmark/design_patterns_in_typescript",
    folder: "torokmark-typescript",
    engine: "javascript",
    programs: (root) => torokmarkPrograms(sourceTree(root)),
    before: { programs: 23, here: 23, native: 23 }
  },
  {
    id: "trekhleb-javascript",
    title: "trekhleb/javascript-algorithms, tests",
    folder: "trekhleb-javascript",
    engine: "javascript",
    programs: (root) => testedPrograms(sourceTree(root), "javascript", "src"),
    before: { programs: 177, here: 177, native: 177 }
  },
  {
    id: "exercism-javascript",
    title: "exercism/javascript",
    folder: "exercism-javascript",
    engine: "javascript",
    programs: (root) => exercismJavaScriptPrograms(sourceTree(root), "javascript"),
    before: { programs: 169, here: 164, native: 165 }
  },
  {
    id: "exercism-typescript",
    title: "exercism/typescript",
    folder: "exercism-typescript",
    engine: "javascript",
    programs: (root) => exercismJavaScriptPrograms(sourceTree(root), "typescript"),
    before: { programs: 108, here: 103, native: 106 }
  },
  {
    id: "exercism-python",
    title: "exercism/python",
    folder: "exercism-python",
    engine: "python",
    programs: (root) => exercismPythonPrograms(sourceTree(root)),
    before: { programs: 161, here: 161, native: 161 }
  },
  {
    id: "exercism-ruby",
    title: "exercism/ruby",
    folder: "exercism-ruby",
    engine: "ruby",
    programs: (root) => exercismRubyPrograms(sourceTree(root)),
    before: { programs: 131, here: 127, native: 129 }
  },
  {
    id: "exercism-lua",
    title: "exercism/lua",
    folder: "exercism-lua",
    engine: "lua",
    programs: (root) => exercismLuaPrograms(sourceTree(root)),
    before: { programs: 125, here: 124, native: 124 }
  },
  {
    id: "quixbugs",
    title: "QuixBugs, the corrected programs in Python",
    folder: "quixbugs",
    engine: "python",
    programs: (root) => quixBugsPrograms(sourceTree(root)),
    before: { programs: 40, here: 38, native: 38 }
  },
  {
    id: "human-eval",
    title: "HumanEval",
    folder: "human-eval",
    engine: "python",
    programs: humanEvalPrograms,
    before: { programs: 164, here: 164, native: 164 }
  },
  {
    id: "keon-algorithms",
    title: "keon/algorithms",
    folder: "keon-algorithms",
    engine: "python",
    programs: (root) => keonPrograms(sourceTree(root)),
    before: { programs: 27, here: 24, native: 27 }
  }
]
