/** Guest programs are files of their own language; the build packs them as text. */
declare module "*.rb" {
  const text: string
  export default text
}
