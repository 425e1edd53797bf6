import * as Context from "effect/Context"
import { Api } from "./Api.ts"

/**
 * The API that a host serves: what its documents describe, and what is listed where no route matches. A larger API that contains `Api` can be
 * given as if it were that.
 */
export const ServedApi = Context.Reference<typeof Api>("@glissade/api/ServedApi", { defaultValue: () => Api })
