import { expect, it } from "vitest"
import { module } from "../evaluate/Evaluations.ts"
import { movedBlocks } from "../Moved.ts"

it("what earlier stacks had elsewhere is moved to resources that there are, and from none that there is", () => {
  const has = (address: string) => {
    const [type, name] = address.split(".") as [string, string]
    return module.resource[type]?.[name] !== undefined
  }
  expect(movedBlocks.filter(({ to }) => !has(to))).toEqual([])
  expect(movedBlocks.filter(({ from }) => has(from))).toEqual([])
  expect((module as unknown as { readonly moved: unknown }).moved).toEqual(movedBlocks)
})
