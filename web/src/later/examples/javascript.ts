import type { Example } from "../../state/Program.ts"

export const javascript: ReadonlyArray<Example> = [
  {
    title: "Hello, stream",
    code: `for (let n = 1; n <= 5; n++) {
  console.log(\`\${n} squared is \${n * n}\`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
`
  },
  {
    title: "Read stdin",
    code: `let text = ""
for await (const piece of process.stdin) text += piece
const counts = new Map()
for (const word of text.split(/\\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
console.log(counts)
`,
    stdin: "to be or not to be"
  },
  {
    title: "An error",
    code: `const mean = (numbers) => {
  if (numbers.length === 0) throw new RangeError("no numbers")
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

console.log(mean([1, 2, 3]))
console.log(mean([]))
`
  },
  {
    title: "Several files",
    code: `import { area } from "./shapes.js"

console.log(area({ radius: 2 }))
`,
    files: [
      {
        name: "shapes.js",
        content: `export const area = ({ radius }) => Math.PI * radius ** 2
`
      }
    ]
  }
]

export const typescript: ReadonlyArray<Example> = [
  {
    title: "Hello, types",
    code: `interface Planet {
  readonly name: string
  readonly moons: number
}

const planets: ReadonlyArray<Planet> = [
  { name: "Earth", moons: 1 },
  { name: "Mars", moons: 2 },
  { name: "Jupiter", moons: 97 }
]

for (const { moons, name } of planets) {
  console.log(\`\${name.padEnd(8)} \${"●".repeat(Math.min(moons, 20))}\`)
}
`
  },
  {
    title: "Read stdin",
    code: `let text: string = ""
for await (const piece of process.stdin) text += piece
const counts = new Map<string, number>()
for (const word of text.split(/\\s+/)) counts.set(word, (counts.get(word) ?? 0) + 1)
console.log(counts)
`,
    stdin: "to be or not to be"
  }
]
