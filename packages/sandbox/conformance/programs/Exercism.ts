import { basename } from "node:path"
import type { Program } from "./Program.ts"
import type { SourceTree } from "./SourceTree.ts"

/** An exercise with its example solution in place of the stub. */
export interface Exercise {
  readonly name: string
  readonly tests: ReadonlyArray<string>
  /** Name in the exercise's folder to content, the tests among them. */
  readonly files: Program["files"]
}

interface ExerciseFiles {
  readonly solution: ReadonlyArray<string>
  readonly test: ReadonlyArray<string>
  readonly example?: ReadonlyArray<string>
  readonly exemplar?: ReadonlyArray<string>
}

/** Only this part of the configuration: elsewhere one of them is no valid JSON. */
const filesIn = (configuration: string): ExerciseFiles =>
  JSON.parse(/"files":\s*(\{[^}]*\})/.exec(configuration)![1]!) as ExerciseFiles

const isTool = (name: string): boolean =>
  /^\.|\/\.|^(?:package\.json|tsconfig\.json|yarn\.lock|LICENSE|test-runner\.mjs)$|\.config\.[cm]?js$/.test(name)

const exerciseIn = (tree: SourceTree, folder: string): Exercise => {
  const files = filesIn(tree.read(`${folder}/.meta/config.json`))
  const examples = files.example ?? files.exemplar ?? []
  // Where there are more files of one kind than of the other, they are paired by name.
  const exampleOf = (solution: string, index: number): string | undefined =>
    examples.find((example) => basename(example) === basename(solution)) ?? examples[index]
  const solutions = new Map(files.solution.map((name, index) => [name, exampleOf(name, index)] as const))
  const others = examples.filter((example) => ![...solutions.values()].includes(example))
  const kept = tree
    .list(folder, "")
    .map((path) => path.slice(folder.length + 1))
    .filter((name) => !isTool(name) && !solutions.has(name))
  const content = (name: string): string => tree.read(`${folder}/${name}`)
  return {
    name: folder,
    tests: files.test,
    files: [
      ...kept.map((name) => ({ name, content: content(name) })),
      ...[...solutions].map(([name, example]) => ({ name, content: content(example ?? name) })),
      ...others.map((name) => ({ name: basename(name), content: content(name) }))
    ].filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index)
  }
}

/** The exercises of a track, those of concepts and those of practice. */
export const exercises = (tree: SourceTree): ReadonlyArray<Exercise> =>
  tree
    .list("exercises", "config.json")
    .filter((path) => /^exercises\/(?:practice|concept)\/[^/]+\/\.meta\/config\.json$/.test(path))
    .map((path) => exerciseIn(tree, path.slice(0, -"/.meta/config.json".length)))
