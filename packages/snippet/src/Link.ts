/** Only what creates a link, so that the code that reads one is not loaded. */
export { toFragment } from "@glissade/client/ProgramLink"
