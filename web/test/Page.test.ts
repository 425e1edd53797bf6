import { atPage, withLibrary } from "./PageStories.ts"
import { inChromium, tellStories } from "./Telling.ts"

tellStories(inChromium, atPage)
tellStories(inChromium, withLibrary)
