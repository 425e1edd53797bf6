import { Dialog, openDialog } from "../dialog/Dialog.tsx"
import { clearPanelNotice, PanelNotice, say } from "../library/PanelNotice.tsx"
import type { Me } from "./AccountCalls.ts"
import { beginAccount, me } from "./AccountState.ts"
import { Keys } from "./Keys.tsx"
import { readSession } from "./StoredSession.ts"
import { beginYourData, YourData } from "./YourData.tsx"
import { Usage } from "./Usage.tsx"

/** For whoever signed in on this page: those who embed it know how their people leave. */
const SignOutButton = () =>
  readSession() === undefined ? null : (
    <button
      type="button"
      onClick={() => {
        import("./SignOut.ts").then(({ signOut }) => signOut(), say("You are not signed out"))
      }}
    >
      Sign out
    </button>
  )

/** Who the person is, beyond the name in the title. */
const Who = ({ email, is_administrator: isAdministrator, mode }: Me) => {
  if (mode === "local") {
    return <p class="quiet">This server is for one person at this machine: there is nothing to sign in to.</p>
  }
  const facts = [...(email === null ? [] : [email]), ...(isAdministrator ? ["administrator"] : [])]
  return (
    <div class="actions who">
      <span class="facts">{facts.join(" · ")}</span>
      <SignOutButton />
    </div>
  )
}

const Loaded = (of: Me) => (
  <>
    <Who {...of} />
    <h3>Usage</h3>
    <Usage {...of} />
    {of.mode === "local" ? null : (
      <>
        <h3>API keys</h3>
        <Keys />
      </>
    )}
    <h3>Your data</h3>
    <YourData />
  </>
)

const Content = () => {
  const { value } = me
  if (typeof value === "object") return <Loaded {...value} />
  return (
    <div class="actions who">
      {value === undefined ? (
        <span class="quiet">Loading …</span>
      ) : (
        <span class="fault">Your account cannot be shown: {value}.</span>
      )}
      <SignOutButton />
    </div>
  )
}

const titleOf = (value: Me | string | undefined) =>
  typeof value === "object" && value.mode !== "local" ? (value.name ?? "Your account") : "Your account"

/** The person's account: usage, keys, data, and signing out. */
const Account = ({ onClose }: { readonly onClose: () => void }) => (
  <Dialog class="history library account" title={titleOf(me.value)} content="account" onClose={onClose}>
    <PanelNotice />
    <Content />
  </Dialog>
)

export const openAccount = (): void => {
  clearPanelNotice()
  beginYourData()
  beginAccount()
  openDialog(Account)
}
