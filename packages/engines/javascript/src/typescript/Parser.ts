/** What is used of acorn. The build packs it into a script of its own, which is read when a program first imports or exports something. */
export { Parser } from "acorn"
