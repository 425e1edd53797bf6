/** Nothing but what makes a link: what reads one need not come. */
export { toFragment } from "@glissade/client/ProgramLink"
