import { makeImage } from "../python/Image.ts"

/** Makes the image in a process of its own: it takes seconds of computing. Arguments: Pyodide's folder, the image's path. */
await makeImage(process.argv[2]!, process.argv[3]!)
