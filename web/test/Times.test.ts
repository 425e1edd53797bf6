import { withClock } from "./PageStories.ts"
import { inChromium, tellStories } from "./Telling.ts"

tellStories(inChromium, withClock)
