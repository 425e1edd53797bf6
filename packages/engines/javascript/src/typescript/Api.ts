/**
 * What is used of TypeScript's own compiler. The build packs it into a script of its own, which is read when a program first needs it, and
 * by the process that checks types.
 */
export {
  createProgram,
  createSourceFile,
  flattenDiagnosticMessageText,
  OperationCanceledException,
  transpileModule
} from "typescript"
