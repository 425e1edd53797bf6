import { signsIn } from "./SignInStories.ts"
import { inChromium, tellStories } from "./Telling.ts"

tellStories(inChromium, signsIn)
