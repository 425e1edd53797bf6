/** What is used of TypeScript's own compiler. The build packs it into a script of its own, which is read when a program first needs it. */
export { flattenDiagnosticMessageText, transpileModule } from "typescript"
