import { Socket } from "node:net"

/** The descriptor of the channel to the server, by which this process is started. */
const descriptor = 3

/** The channel to the server. The server closes its half, or is gone; it sees the end of this process by the other half. */
export const channel = new Socket({ fd: descriptor, allowHalfOpen: true })
