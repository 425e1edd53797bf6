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
    title: "A picture",
    code: `// A PNG or SVG file in the folder "out" is shown.
import { mkdirSync, writeFileSync } from "glissade:fs"

const bars = [3, 8, 5, 13, 21].map(
  (value, index) =>
    \`<rect x="\${10 + index * 50}" y="\${115 - value * 5}"
      width="40" height="\${value * 5}" fill="#0b5fd0"/>\`
)

mkdirSync("out", { recursive: true })
writeFileSync(
  "out/bars.svg",
  \`<svg xmlns="http://www.w3.org/2000/svg"
    width="260" height="120" viewBox="0 0 260 120">
    <rect width="260" height="120" fill="white"/>
    \${bars.join("")}
  </svg>\`
)
console.log(bars.length, "bars")
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
  },
  {
    title: "An error",
    code: `const mean = (numbers: ReadonlyArray<number>): number => {
  if (numbers.length === 0) throw new RangeError("no numbers")
  return numbers.reduce((sum, n) => sum + n, 0) / numbers.length
}

console.log(mean([1, 2, 3]))
console.log(mean([]))
`
  },
  {
    title: "Several files",
    code: `import type { Circle } from "./shapes.ts"
import { area } from "./shapes.ts"

const circle: Circle = { radius: 2 }
console.log(area(circle))
`,
    files: [
      {
        name: "shapes.ts",
        content: `export interface Circle {
  readonly radius: number
}

export const area = ({ radius }: Circle): number => Math.PI * radius ** 2
`
      }
    ]
  }
]
