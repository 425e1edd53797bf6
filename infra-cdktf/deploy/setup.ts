import { installPackages } from "./Tools.ts"

/** The stacks' dependencies are separate from the workspaces' and installed on first use. */
export default installPackages
