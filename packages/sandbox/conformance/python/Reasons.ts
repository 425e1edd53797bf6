/** Modules of CPython's suite that are not run, and why. */
export const notRun: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "needs processes": [
      "test_subprocess",
      "test_multiprocessing_fork",
      "test_multiprocessing_forkserver",
      "test_multiprocessing_main_handling",
      "test_multiprocessing_spawn",
      "test_regrtest",
      "test_venv"
    ],
    "needs a network": ["test_socket", "test_ssl"],
    "needs threads": ["test_concurrent_futures"],
    "needs a screen": ["test_tkinter", "test_ttk", "test_ttk_textonly", "test_tcl", "test_idle", "test_curses"],
    "needs memory addresses": ["test_ctypes"],
    "needs more memory or larger files than there can be": ["test_bigmem", "test_zipfile64"],
    "is about building CPython, its C API or its debugger": [
      "test_capi",
      "test_cext",
      "test_cppext",
      "test_clinic",
      "test_embed",
      "test_ensurepip",
      "test_freeze",
      "test_gdb",
      "test_peg_generator",
      "test_tools"
    ],
    "runs for longer than the limit as a whole": ["test_zoneinfo"],
    "is about Windows": ["test_winapi"]
  }).flatMap(([reason, modules]) => modules.map((module) => [module, reason] as const))
)

const here = "the sandbox, on purpose"
/** The reason of a test that makes CPython itself write where it should not. */
export const crash = "a crash of CPython 3.14.2 (the sandbox replaces the interpreter)"
const build = "left out of Pyodide's build of CPython"

/** Reasons by test or by what its failure says; the first that fits. */
const rules: ReadonlyArray<readonly [pattern: RegExp, reason: string]> = [
  [
    /No module named '(_\w+_support|c_resources|pydoc_data|venv|xxlimited|_test\w+)|pydoc_data|opic and keyword|showtopic|test_help_output|test_keywords/,
    build
  ],
  [/import of (_ctypes|_xxtestfuzz) halted|'ctypes'/, `${here}: no ctypes`],
  [
    /Not a directory: '.lib.python314|could not get source code|test_stdlib_dir|getsitepackages|test_write_filtered_python_package|test_cmdline_|test_synopsis_sourceless|_hardcoded_stdlib/,
    "the standard library lies in an archive"
  ],
  [/^timeout/, "too slow for the limit: a later release than 3.14.2 made it fast, or it is long for any interpreter"],
  [/PermissionError: \[Errno 2\]|gaierror/, `${here}: no network`],
  [/does not support processes/, `${here}: no processes`],
  [/No space left on device/, `${here}: files count as memory`],
  [/Function not implemented|fstatvfs/, `${here}: the disk has no size`],
  [
    /owner \(uid 0|test_os\.\w+\.(test_mode|test_fchown|test_oserror_filename)|PermissionError not raised|creation_mode|test_readonly_file_write/,
    "files in memory know no owners and no file mask"
  ],
  [/surrogates not allowed/, "names of files are UTF-8 in Emscripten"],
  [/test_locale|test_libc_ver|test_re\..*locale/, "the C library is musl, which knows one locale"],
  [/test_dbm/, "the sandbox's own dbm, which keeps no journal"],
  [/gc didn't happen|test_gc\b/, "version: the collector changed after 3.14.2"],
  [/broke the interpreter/, crash],
  [/concurrent|reentran|use_after|SystemError|mutat/i, "version: a fault of CPython 3.14.2 in C, fixed later"]
]

/** Why a test fails, in a few words: whatever no rule tells apart was taken for what it mostly is, when looked at. */
export const reasonOf = (test: string, failure: string): string => {
  const last = failure.trim().split("\n").at(-1) ?? ""
  return (
    rules.find(([pattern]) => pattern.test(`${last}\n${test}`))?.[1] ??
    "version: later releases than 3.14.2 do otherwise"
  )
}
