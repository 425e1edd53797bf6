import axe from "axe-core"
import type { AxeResults } from "axe-core"
import type { Page } from "playwright-core"

/** What axe finds wrong on the page as it is now. It comes by the tool's own way in: no policy of the page stands against it. */
export const faults = async (page: Page): Promise<ReadonlyArray<string>> => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run: () => Promise<AxeResults> } }).axe.run()
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ failureSummary, html }) => `${id}: ${html} ${failureSummary}`)
  )
}
