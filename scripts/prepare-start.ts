/** Builds what `npm start` serves and runs, unless it exists: in one process, which starts faster than two. */
import "./build-page.ts"
import "./build-engines.ts"
