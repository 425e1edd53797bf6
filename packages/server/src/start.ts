import { enableCompileCache } from "node:module"

// Compiled code is kept from one start to the next: listening takes about half as long. It must be on before anything else
// is loaded, so the program itself comes by a dynamic import.
enableCompileCache()
await import("./main.ts")
