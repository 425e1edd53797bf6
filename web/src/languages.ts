/** A language that the page offers. */
export interface Language {
  readonly id: string
  readonly name: string
  readonly mainFile: string
}

export const languages: ReadonlyArray<Language> = [
  { id: "python", name: "Python", mainFile: "main.py" },
  { id: "javascript", name: "JavaScript", mainFile: "main.js" },
  { id: "typescript", name: "TypeScript", mainFile: "main.ts" }
]

/** A program to begin with. */
export interface Example {
  readonly title: string
  readonly code: string
  readonly stdin?: string
}

/** Examples of each language; the first one is what a new person sees. */
export const examples: Readonly<Record<string, ReadonlyArray<Example>>> = {
  python: [
    {
      title: "Hello, stream",
      code: `import time

for n in range(1, 6):
    print(f"{n} squared is {n * n}")
    time.sleep(0.2)
`
    },
    {
      title: "Read stdin",
      code: `import sys

words = sys.stdin.read().split()
for word in sorted(set(words)):
    print(f"{words.count(word):3} {word}")
`,
      stdin: "to be or not to be"
    },
    {
      title: "An error",
      code: `def mean(numbers):
    return sum(numbers) / len(numbers)


print(mean([1, 2, 3]))
print(mean([]))
`
    },
    {
      title: "Primes",
      code: `def primes(limit):
    sieve = bytearray([1]) * (limit + 1)
    for n in range(2, limit + 1):
        if sieve[n]:
            yield n
            sieve[n * n :: n] = bytes(len(range(n * n, limit + 1, n)))


print(*primes(200))
`
    }
  ],
  javascript: [
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
    }
  ],
  typescript: [
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
    }
  ]
}
