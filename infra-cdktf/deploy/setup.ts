import { installPackages } from "./Tools.ts"

/** The stacks' packages are apart from the workspaces': they come when they are first needed. */
export default installPackages
