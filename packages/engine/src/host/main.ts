import { startHost } from "./Host.ts"
import { loadEngine } from "./LoadEngine.ts"

await startHost(loadEngine)
