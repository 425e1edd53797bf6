import { notLoaded } from "../state/Notice.ts"
import { program } from "../state/Program.ts"

/** What a button or a command opens. Each is loaded when it is first asked for. */

export const downloadProgram = (): void => {
  import("../files/ZipFile.ts").then(({ downloadProgram }) => downloadProgram(), notLoaded)
}

export const formatProgram = (): void => {
  import("../format/Format.ts").then(({ formatFile }) => formatFile(), notLoaded)
}

export const share = (): void => {
  import("../sharing/Share.ts").then(({ shareProgram }) => shareProgram(program.peek()), notLoaded)
}

export const showEmbed = (): void => {
  import("../embed/Embed.tsx").then(({ openEmbed }) => openEmbed(), notLoaded)
}

export const showHistory = (): void => {
  import("../history/History.tsx").then(({ openHistory }) => openHistory(), notLoaded)
}

export const compareWithEarlier = (): void => {
  import("../history/History.tsx").then(({ openLatestComparison }) => openLatestComparison(), notLoaded)
}

export const showSettings = (): void => {
  import("../settings/Settings.tsx").then(({ openSettings }) => openSettings(), notLoaded)
}

export const showHelp = (): void => {
  import("../help/Help.tsx").then(({ openHelp }) => openHelp(), notLoaded)
}

export const signIn = (): void => {
  import("../account/SignIn.ts").then(({ signIn }) => signIn(), notLoaded)
}

export const signOut = (): void => {
  import("../account/SignOut.ts").then(({ signOut }) => signOut(), notLoaded)
}

export const showAccount = (): void => {
  import("../account/Account.tsx").then(({ openAccount }) => openAccount(), notLoaded)
}

export const showLibrary = (): void => {
  import("../library/Panel.tsx").then(({ openPanel }) => openPanel(), notLoaded)
}
