import type { Page } from "playwright-core"

/** What somebody with an account sees on the page, and does there. */
export const signInButton = (page: Page) => page.getByRole("button", { name: "Sign in", exact: true })

export const accountButton = (page: Page) => page.locator(".account-button")

/** The button of whoever is signed in says what it leads to. */
export const isSignedIn = (page: Page) => page.locator(".account-button[title]").waitFor()

/** Answers the provider's own pages. It knows whoever has signed in there before, and asks only whether that is still wanted. */
export const answerProvider = async (page: Page, name: string) => {
  const login = page.locator("input[name=login]")
  const goOn = page.getByRole("button", { name: "Continue" })
  await login.or(goOn).waitFor()
  if ((await login.count()) > 0) {
    await login.fill(name)
    await page.locator("input[name=password]").fill("any")
    await page.locator("button[type=submit]").click()
  }
  await goOn.click()
}

/** Signs in from the page as it is, and waits until it is back. */
export const signsIn = async (page: Page, name: string) => {
  await signInButton(page).click()
  await answerProvider(page, name)
  await isSignedIn(page)
}

export const openAccount = async (page: Page) => {
  await accountButton(page).click()
  await page.getByRole("heading", { name: "Your data" }).waitFor()
}

/** Signs out by the account, and says yes to the provider. */
export const signsOut = async (page: Page) => {
  await openAccount(page)
  await page.getByRole("button", { name: "Sign out" }).click()
  await page.getByRole("button", { name: "Yes" }).click()
  await signInButton(page).waitFor()
}

/** All that a tab and its browser store, as one text. */
export const stored = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))
