/** Guest programs are files in their own language; the build bundles them as text. */
declare module "*.py" {
  const text: string
  export default text
}
