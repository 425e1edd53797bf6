import { atPage, withLibrary } from "./PageStories.ts"
import { signsIn } from "./SignInStories.ts"
import { inFirefox, tellStories } from "./Telling.ts"

/** What browsers differ in most: keys, editing, what streams in, layout, and storage. The others are told too by `npm run test:firefox`. */
const concerns = new Set([
  "running",
  "drafts",
  "editing",
  "settings of the editor",
  "typing input",
  "completion",
  "output",
  "the terminal",
  "flood",
  "the layout",
  "saving in the library",
  "signing in"
])

const among = process.env.FIREFOX_STORIES === "all" ? undefined : concerns

tellStories(inFirefox, atPage, among)
tellStories(inFirefox, withLibrary, among)
tellStories(inFirefox, signsIn, among)
