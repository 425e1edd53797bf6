import type { JobKey } from "@glissade/protocol/Ids"
import { JobKeyHash } from "@glissade/protocol/Ids"
import { createHash } from "node:crypto"

/** What is kept of a job's key: the key has 128 random bits, so that a plain SHA-256 cannot be turned back. */
export const hashJobKey = (key: JobKey): JobKeyHash => JobKeyHash.make(createHash("sha256").update(key).digest("hex"))
