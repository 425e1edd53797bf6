/**
 * A frame of a trace, as Python, JavaScript, Lua and Ruby write it, or an address. A path is looked for only where one can begin: within a
 * long word, each character would have the rest of it read (2.5 s for 64 KiB).
 */
export const linked =
  /File "(?<python>[^"\n]+)", line (?<line>\d+)|(?<![\w./-])(?<file>[\w./-]+\.\w{1,4}):(?<at>\d+)(?::\d+)?|(?<address>https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}])/g
