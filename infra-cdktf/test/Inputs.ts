import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { errorsOf, testRuns } from "../evaluate/Evaluated.ts"
import { newFolder } from "../evaluate/Folders.ts"
import type { Block, Placed, Synthesized } from "../evaluate/Stack.ts"
import { placedAt, placedIn } from "../evaluate/Stack.ts"

/** What Terraform says of a set of inputs. */
export interface Judged {
  /** What is wrong with them: all variables that a value is invalid for, or else all rules that do not hold. */
  readonly errors: ReadonlyArray<string>
  /** The addresses of the resources that there are with them, in alphabetical order. Nothing where something is wrong. */
  readonly addresses: ReadonlyArray<string>
}

/** The module without its resources: what is left are its inputs with their rules, and how many there are of each resource. */
const inputsOnly = (stack: Synthesized) => {
  const settings = placedAt(stack, "terraform_data", "guards/settings")
  const countOf = ({ address, block: { count = "1" } }: Placed) => [address, count] as const
  return {
    variable: stack.variable,
    resource: { terraform_data: { [settings.name]: settings.block } },
    output: { counts: { value: Object.fromEntries(placedIn(stack.resource).map(countOf)) } }
  }
}

/** Has Terraform check sets of inputs as it does in a plan of the module, in some 50 ms each. The environment is `dev` unless it is set. */
export const judge = async (
  stack: Synthesized,
  runs: Readonly<Record<string, Block>>
): Promise<(run: string) => Judged> => {
  const folder = newFolder()
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(inputsOnly(stack)))
  const eventsOf = await testRuns(
    folder,
    Object.fromEntries(
      Object.entries(runs).map(([name, inputs]) => [
        name,
        { run: [{ [name]: { command: "plan", variables: { environment: "dev", ...inputs } } }] }
      ])
    )
  )
  return (run) => {
    const events = eventsOf(run)
    const errors = errorsOf(events)
    const plan = events.find(({ test_plan }) => test_plan !== undefined)?.test_plan
    if (plan === undefined && errors.length === 0) throw new Error(`Terraform said nothing of ${run}`)
    const counts = (plan?.output_changes?.counts?.after ?? {}) as Readonly<Record<string, unknown>>
    const addresses = Object.entries(counts).flatMap(([address, count]) => (Number(count) > 0 ? [address] : []))
    return { errors, addresses: addresses.toSorted() }
  }
}
