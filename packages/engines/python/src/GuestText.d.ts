/** Guest programs are files of their own language; the build packs them as text. */
declare module "*.py" {
  const text: string
  export default text
}
