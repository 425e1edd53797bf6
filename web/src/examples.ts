import type { Example } from "./languages.ts"

/** Further programs of each language; they come after the page can be used. */
export const examples: Readonly<Record<string, ReadonlyArray<Example>>> = {
  python: [
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
  typescript: []
}
