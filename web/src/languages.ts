/** A language that the page offers. */
export interface Language {
  readonly id: string
  readonly name: string
  readonly mainFile: string
  /** What a new person sees. */
  readonly first: Example
}

/** A program to begin with. */
export interface Example {
  readonly title: string
  readonly code: string
  readonly stdin?: string
}

export const languages: ReadonlyArray<Language> = [
  {
    id: "python",
    name: "Python",
    mainFile: "main.py",
    first: {
      title: "Hello, stream",
      code: `import time

for n in range(1, 6):
    print(f"{n} squared is {n * n}")
    time.sleep(0.2)
`
    }
  },
  {
    id: "javascript",
    name: "JavaScript",
    mainFile: "main.js",
    first: {
      title: "Hello, stream",
      code: `for (let n = 1; n <= 5; n++) {
  console.log(\`\${n} squared is \${n * n}\`)
  await new Promise((resolve) => setTimeout(resolve, 200))
}
`
    }
  },
  {
    id: "typescript",
    name: "TypeScript",
    mainFile: "main.ts",
    first: {
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
    }
  }
]
