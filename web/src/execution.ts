import { client, openRuns } from "./client.ts"
import { makeExecutionController } from "./controllers/ExecutionController.ts"

/** The page's one run. */
export const execution = makeExecutionController(client, openRuns)
