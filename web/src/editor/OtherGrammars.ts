import type { StreamParser } from "@codemirror/language"
import { indentUnit, StreamLanguage } from "@codemirror/language"
import type { Extension } from "@codemirror/state"

const grammar = (parser: StreamParser<unknown>, unit: string): Extension => [
  StreamLanguage.define(parser),
  indentUnit.of(unit)
]

const four = "    "

/** Grammars of languages that servers may run beside those that the page was built with. Each is loaded on first use. */
export const otherGrammars: Readonly<Record<string, () => Promise<Extension>>> = {
  c: async () => grammar((await import("@codemirror/legacy-modes/mode/clike")).c, four),
  cpp: async () => grammar((await import("@codemirror/legacy-modes/mode/clike")).cpp, four),
  java: async () => grammar((await import("@codemirror/legacy-modes/mode/clike")).java, four),
  fortran: async () => grammar((await import("@codemirror/legacy-modes/mode/fortran")).fortran, "  "),
  gas: async () => grammar((await import("@codemirror/legacy-modes/mode/gas")).gas, four),
  go: async () => grammar((await import("@codemirror/legacy-modes/mode/go")).go, "\t"),
  haskell: async () => grammar((await import("@codemirror/legacy-modes/mode/haskell")).haskell, "  "),
  ocaml: async () => grammar((await import("@codemirror/legacy-modes/mode/mllike")).oCaml, "  "),
  pascal: async () => grammar((await import("@codemirror/legacy-modes/mode/pascal")).pascal, "  "),
  perl: async () => grammar((await import("@codemirror/legacy-modes/mode/perl")).perl, four),
  r: async () => grammar((await import("@codemirror/legacy-modes/mode/r")).r, "  "),
  rust: async () => grammar((await import("@codemirror/legacy-modes/mode/rust")).rust, four),
  shell: async () => grammar((await import("@codemirror/legacy-modes/mode/shell")).shell, "  "),
  tcl: async () => grammar((await import("@codemirror/legacy-modes/mode/tcl")).tcl, "  ")
}
