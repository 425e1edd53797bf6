/** Builds what `npm start` serves and runs, where it is not there yet: in one process, since nobody likes to wait for two. */
import "./build-page.ts"
import "./build-engines.ts"
