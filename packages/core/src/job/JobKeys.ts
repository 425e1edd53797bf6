import type { JobKey } from "@glissade/protocol/Ids"
import { JobKeyHash } from "@glissade/protocol/Ids"
import { createHash } from "node:crypto"

/** Only the hash of a job's key is kept. The key has 128 random bits, so a plain SHA-256 cannot be reversed. */
export const hashJobKey = (key: JobKey): JobKeyHash => JobKeyHash.make(createHash("sha256").update(key).digest("hex"))
