import type { PythonAssets } from "../python/Image.ts"
import { makeImage } from "../python/Image.ts"

/** Makes the image in a process of its own: it takes seconds of computing. Arguments: the image's path, what to make it of. */
await makeImage(JSON.parse(process.argv[3]!) as PythonAssets, process.argv[2]!)
