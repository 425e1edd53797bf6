import { loadEngine } from "./Engines.ts"
import { startHost } from "./Host.ts"

await startHost(loadEngine)
