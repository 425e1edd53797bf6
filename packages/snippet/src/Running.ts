/** What only a run needs. It is loaded with the first one. */
export { Client } from "@glissade/client/Client"
export { makePlain } from "./Plain.ts"
export { isBad, summarize } from "./Summary.ts"
