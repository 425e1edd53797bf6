/** Guest programs are files in their own language; the build bundles them as text. */
declare module "*.lua" {
  const text: string
  export default text
}
