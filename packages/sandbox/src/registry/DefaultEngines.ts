/** The engines that are offered by default, if their packages are installed. */
export const defaultEngines: ReadonlyArray<string> = [
  "@glissade/engine-python",
  "@glissade/engine-javascript",
  "@glissade/engine-lua",
  "@glissade/engine-sql",
  "@glissade/engine-ruby"
]
