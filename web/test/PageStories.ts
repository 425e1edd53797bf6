import * as EngineSandbox from "@glissade/sandbox/EngineSandbox"
import * as Effect from "effect/Effect"
import { fileURLToPath } from "node:url"
import { LibraryDatabase, layerLibraryPage } from "@glissade/test-kit/LibraryPage"
import { echo, layerServer } from "@glissade/test-kit/TestServer"
import type { LibraryPlace, Place } from "./Story.ts"
import type { Concerns } from "./Telling.ts"
import { accessibility } from "./stories/Accessibility.ts"
import { commands } from "./stories/Commands.ts"
import { completion } from "./stories/Completion.ts"
import { conflicts } from "./stories/Conflicts.ts"
import { drafts } from "./stories/Drafts.ts"
import { editing } from "./stories/Editing.ts"
import { editorSettings } from "./stories/EditorSettings.ts"
import { embedding } from "./stories/Embedding.ts"
import { files } from "./stories/Files.ts"
import { flood } from "./stories/Flood.ts"
import { formatting } from "./stories/Formatting.ts"
import { history } from "./stories/History.ts"
import { languages } from "./stories/Languages.ts"
import { library } from "./stories/Library.ts"
import { libraryAccess } from "./stories/LibraryAccess.ts"
import { libraryFaults } from "./stories/LibraryFaults.ts"
import { layout } from "./stories/Layout.ts"
import { network } from "./stories/Network.ts"
import { offline } from "./stories/Offline.ts"
import { output } from "./stories/Output.ts"
import { running } from "./stories/Running.ts"
import { saving } from "./stories/Saving.ts"
import { serverHistory } from "./stories/ServerHistory.ts"
import { sharing } from "./stories/Sharing.ts"
import { shortLinks } from "./stories/ShortLinks.ts"
import { terminal } from "./stories/Terminal.ts"
import { types } from "./stories/Types.ts"
import { times } from "./stories/Times.ts"
import { typing } from "./stories/Typing.ts"
import { unsaved } from "./stories/Unsaved.ts"
import { withoutLibrary } from "./stories/WithoutLibrary.ts"
import { zipFiles } from "./stories/ZipFiles.ts"

const pageFolder = fileURLToPath(new URL("../dist", import.meta.url))

const concerns: Concerns<Place> = [
  ["running", running],
  ["languages", languages],
  ["drafts", drafts],
  ["editing", editing],
  ["commands", commands],
  ["settings of the editor", editorSettings],
  ["files", files],
  ["typing input", typing],
  ["zip archives", zipFiles],
  ["formatting", formatting],
  ["completion", completion],
  ["embedding", embedding],
  ["sharing", sharing],
  ["history", history],
  ["output", output],
  ["the layout", layout],
  ["the terminal", terminal],
  ["flood", flood],
  ["accessibility", accessibility],
  ["without a library", withoutLibrary],
  ["types", types]
]

const waitingConcerns: Concerns<Place> = [
  ["network", network],
  ["offline", offline]
]

const libraryConcerns: Concerns<LibraryPlace> = [
  ["saving in the library", saving],
  ["the library's panel", library],
  ["conflicts in the library", conflicts],
  ["the library without a network", unsaved],
  ["the library's faults", libraryFaults],
  ["the library's history", serverHistory],
  ["the library's short links", shortLinks],
  ["the library for assistive technology", libraryAccess]
]

/** Whoever has just opened the page. */
export const atPage = {
  name: "a person at the page",
  concerns,
  waitingConcerns,
  server: layerServer(EngineSandbox.layer(), { pageFolder }),
  place: Effect.succeed({})
}

const timedConcerns: Concerns<Place> = [["times", times]]

/** Somebody with a clock, told in a browser of its own: what other stories leave in one would be counted. */
export const withClock = { ...atPage, name: "a person with a clock", concerns: timedConcerns, waitingConcerns: [] }

/** Whoever has a library, on a server whose programs print their own source. */
export const withLibrary = {
  name: "a person with a library",
  concerns: libraryConcerns,
  server: layerLibraryPage(echo, { pageFolder }),
  place: Effect.map(LibraryDatabase, ({ giveBack, takeAway }) => ({
    takeDatabaseAway: () => Effect.runPromise(takeAway),
    giveDatabaseBack: () => Effect.runPromise(giveBack)
  }))
}
