/** The engines that are offered where no setting names any: those whose packages are installed. */
export const defaultEngines: ReadonlyArray<string> = [
  "@glissade/engine-python",
  "@glissade/engine-javascript",
  "@glissade/engine-lua",
  "@glissade/engine-sql",
  "@glissade/engine-ruby"
]
