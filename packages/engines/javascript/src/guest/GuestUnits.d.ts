/** Guest programs with the libraries that they require: the bodies of CommonJS modules by name, as JSON. The build makes it. */
declare module "*?units" {
  const text: string
  export default text
}
